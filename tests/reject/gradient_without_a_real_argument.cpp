// error: xgrad: a gradient is asked for, and no argument is floating-point; integer images have none
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<int, 2> x = xt::ones<int>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::sum(a); })(x);
#else
    xgrad::grad([](auto a) { return xgrad::sum(a); })(x);
#endif
}
