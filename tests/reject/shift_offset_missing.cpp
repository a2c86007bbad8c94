// error: xgrad::shift: one offset per axis
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::shift(a, xgrad::offset<0, 1>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::shift(a, xgrad::offset<0, 1, 0>); })(x);
#endif
}
