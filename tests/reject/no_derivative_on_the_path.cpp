// error: xgrad: floor has no derivative
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::grad([](auto a) { return xgrad::sum(a * xgrad::detach(xgrad::floor(a))); })(x);
#else
    xgrad::grad([](auto a) { return xgrad::sum(xgrad::sin(xgrad::floor(a) * 2)); })(x);
#endif
}
