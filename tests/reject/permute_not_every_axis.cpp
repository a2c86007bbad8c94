// error: xgrad::permute: axes<[.]{3}> must name every axis of the operand once
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::permute(a, xgrad::axes<1, 0>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::permute(a, xgrad::axes<1, 1>); })(x);
#endif
}
