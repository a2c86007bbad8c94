// error: xgrad::concatenate: the arrays have different ranks
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::concatenate(xgrad::axes<0>, a, a); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::concatenate(xgrad::axes<0>, a, xgrad::flatten(a)); })(x);
#endif
}
