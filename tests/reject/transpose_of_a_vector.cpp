// error: xgrad::transpose exchanges the last two axes
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::transpose(a); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::transpose(xgrad::sum(a, xgrad::axes<0>)); })(x);
#endif
}
