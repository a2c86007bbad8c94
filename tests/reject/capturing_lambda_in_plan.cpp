// error: a capturing lambda cannot be traced at compile time; pass run-time values as arguments
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
    [[maybe_unused]] float weight = 0.5f;
#ifdef XGRAD_CONTROL
    auto f = [](auto a) { return xgrad::sum(2 * a); };
#else
    auto f = [weight](auto a) { return xgrad::sum(weight * a); };
#endif
    xgrad::plan(f, x);
}
