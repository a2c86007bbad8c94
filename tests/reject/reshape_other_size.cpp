// error: xgrad::reshape: .3, 4. has 12 e
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor_fixed<float, xt::xshape<3, 4>> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::reshape(a, xgrad::shape<6, -1>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::reshape(a, xgrad::shape<5, -1>); })(x);
#endif
}
