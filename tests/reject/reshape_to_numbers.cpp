// error: xgrad::reshape takes shape<...>
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::reshape(a, xgrad::shape<4, 3>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::reshape(a, 4, 3); })(x);
#endif
}
