// error: arrays have at most 8 axes
#include <xgrad/xgrad.hpp>

int main() {
#ifdef XGRAD_CONTROL
    const xt::xtensor<float, 8> x;
#else
    const xt::xtensor<float, 9> x;
#endif
    xgrad::evaluate([](auto a) { return xgrad::sum(a); })(x);
}
