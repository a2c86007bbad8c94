// error: align_corners and antialias are options of bilinear and bicubic
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::resize(a, xgrad::shape<2, 2>, xgrad::bilinear, xgrad::antialias); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::resize(a, xgrad::shape<2, 2>, xgrad::nearest, xgrad::antialias); })(x);
#endif
}
