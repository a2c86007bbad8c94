// error: xgrad::concatenate: the shapes
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor_fixed<float, xt::xshape<3, 4>> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::concatenate(xgrad::axes<0>, a, a); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::concatenate(xgrad::axes<0>, a, xgrad::transpose(a)); })(x);
#endif
}
