// error: the plan takes as many arguments as it was made with
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
    auto step = xgrad::plan([](auto a, auto b) { return a * b; }, x, x);
#ifdef XGRAD_CONTROL
    step(x, x);
#else
    step(x);
#endif
}
