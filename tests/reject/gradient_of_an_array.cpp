// error: a gradient needs a function with a scalar result \(rank 0\); reduce it with sum or mean, or use vjp
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::grad([](auto a) { return xgrad::sum(a * a); })(x);
#else
    xgrad::grad([](auto a) { return a * a; })(x);
#endif
}
