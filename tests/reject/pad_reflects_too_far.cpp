// error: xgrad::pad: reflect by 3 along
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor_fixed<float, xt::xshape<3, 4>> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::pad(a, xgrad::widths<2, 3>, xgrad::reflect); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::pad(a, xgrad::widths<3, 3>, xgrad::reflect); })(x);
#endif
}
