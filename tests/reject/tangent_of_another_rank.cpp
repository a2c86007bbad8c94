// error: a tangent the shape of its argument
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
    [[maybe_unused]] const xt::xtensor<float, 1> v = xt::ones<float>({3});
    auto rows = [](auto a) { return xgrad::sum(a * a, xgrad::axes<1>); };
#ifdef XGRAD_CONTROL
    xgrad::jvp(rows)(x, x);
#else
    xgrad::jvp(rows)(x, v);
#endif
}
