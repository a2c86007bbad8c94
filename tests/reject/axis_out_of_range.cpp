// error: xgrad::sum: axes<...> names an axis that the operand does not have: 2 of an operand of rank 2
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::sum(a, xgrad::axes<1>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::sum(a, xgrad::axes<2>); })(x);
#endif
}
