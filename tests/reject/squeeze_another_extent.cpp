// error: xgrad::squeeze: axis 1 of .3, 4
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor_fixed<float, xt::xshape<3, 4>> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::squeeze(xgrad::expand_dims(a, xgrad::axes<1>), xgrad::axes<1>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::squeeze(a, xgrad::axes<1>); })(x);
#endif
}
