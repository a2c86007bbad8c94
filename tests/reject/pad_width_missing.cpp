// error: xgrad::pad: one width per axis
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::pad(a, xgrad::widths<1, 2>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::pad(a, xgrad::widths<1, 2, 3>); })(x);
#endif
}
