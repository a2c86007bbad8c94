// error: array elements are plain numbers: float, double or integers
#include <xgrad/xgrad.hpp>

int main() {
#ifdef XGRAD_CONTROL
    const xt::xtensor<double, 1> x = xt::ones<double>({3});
    xgrad::evaluate([](auto a) { return 2 * a; })(x);
#else
    const xt::xtensor<long double, 1> x = xt::ones<long double>({3});
    xgrad::evaluate([](auto a) { return 2 * a; })(x);
#endif
}
