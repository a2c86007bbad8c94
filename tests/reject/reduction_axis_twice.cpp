// error: xgrad::sum: axes<...> names an axis twice
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::sum(a, xgrad::axes<0, -1>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::sum(a, xgrad::axes<1, -1>); })(x);
#endif
}
