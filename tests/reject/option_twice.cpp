// error: xgrad: an option is said twice
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::box_blur(a, xgrad::window<3>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::box_blur(a, xgrad::window<3>, xgrad::window<5>); })(x);
#endif
}
