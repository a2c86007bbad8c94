// error: a cotangent has the shape of the function's result
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
    const xt::xtensor<float, 1> y = xt::ones<float>({3});
    auto rows = [](auto a) { return xgrad::sum(a, xgrad::axes<1>); };
#ifdef XGRAD_CONTROL
    xgrad::vjp(rows)(x, y);
#else
    xgrad::vjp(rows)(x, x);
#endif
}
