// error: xgrad::concatenate\(axes<1>, a, b, ...\): the axis comes first
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::concatenate(xgrad::axes<1>, a, a); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::concatenate(a, a, xgrad::axes<1>); })(x);
#endif
}
