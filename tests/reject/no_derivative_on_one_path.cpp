// error: xgrad: floor has no derivative and lies on the path to a requested gradient; wrap it in detach
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 1> x{1.5f, 2};
#ifdef XGRAD_CONTROL
    xgrad::grad<0>([](auto a) { return xgrad::sum(xgrad::where(a > 1, a, 0) * xgrad::detach(xgrad::floor(a))); })(x);
#else
    xgrad::grad<0>([](auto a) { return xgrad::sum(a * xgrad::floor(a)); })(x);
#endif
}
