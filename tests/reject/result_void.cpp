// error: xgrad: a function gives an expression, a number, or a std::tuple of these
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::sum(a); })(x);
#else
    xgrad::evaluate([](auto a) { xgrad::sum(a); })(x);
#endif
}
