// error: the second derivative of exponential
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 3> v = xt::ones<float>({2, 4, 5});
    constexpr auto energy = [](auto u) { return xgrad::sum(xgrad::exponential<2>(u)); };
#ifdef XGRAD_CONTROL
    xgrad::grad(energy)(v);
#else
    xgrad::hvp(energy)(v, v);
#endif
}
