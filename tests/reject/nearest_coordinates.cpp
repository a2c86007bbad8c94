// error: nearest sampling has no derivative
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4}), m = xt::ones<float>({2, 3});
#ifdef XGRAD_CONTROL
    xgrad::grad<0>([](auto a, auto b) { return xgrad::sum(xgrad::warp_affine(a, b, xgrad::nearest)); })(x, m);
#else
    xgrad::grad<1>([](auto a, auto b) { return xgrad::sum(xgrad::warp_affine(a, b, xgrad::nearest)); })(x, m);
#endif
}
