// error: xgrad: the function takes another number of arguments
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a, auto b) { return a + b; })(x, x);
#else
    xgrad::evaluate([](auto a, auto b) { return a + b; })(x);
#endif
}
