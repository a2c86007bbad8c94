// error: xgrad::warp_affine: the matrix has the
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    const xt::xtensor_fixed<float, xt::xshape<2, 3>> m = xt::ones<float>({2, 3});
#else
    const xt::xtensor_fixed<float, xt::xshape<3, 3>> m = xt::ones<float>({3, 3});
#endif
    xgrad::evaluate([](auto a, auto b) { return xgrad::warp_affine(a, b); })(x, m);
}
