// error: xgrad::tile: repeats<[.]{3}> are at least 1
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::tile(a, xgrad::repeats<2>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::tile(a, xgrad::repeats<0>); })(x);
#endif
}
