// error: an expression is no condition; use where\(condition, a, b\)
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::where(a > 0, a, -a); })(x);
#else
    xgrad::evaluate([](auto a) { return a > 0 ? a : -a; })(x);
#endif
}
