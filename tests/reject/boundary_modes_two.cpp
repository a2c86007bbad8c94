// error: xgrad: two boundary modes are said
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::box_blur(a, xgrad::window<3>, xgrad::zero); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::box_blur(a, xgrad::window<3>, xgrad::zero, xgrad::reflect); })(x);
#endif
}
