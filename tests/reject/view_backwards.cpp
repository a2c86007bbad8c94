// error: a range has a positive step; reverse an axis with flip
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::view(a, xgrad::range<0, 3, 2>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::view(a, xgrad::range<3, 0, -1>); })(x);
#endif
}
