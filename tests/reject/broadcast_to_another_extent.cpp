// error: xgrad::broadcast: the shapes .3
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor_fixed<float, xt::xshape<3, 4>> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::broadcast_to(a, xgrad::shape<2, 3, 4>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::broadcast_to(a, xgrad::shape<2, 3, 5>); })(x);
#endif
}
