// error: a capturing lambda cannot be traced at compile time; pass run-time values as arguments
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
    float weight = 0.5f;
#ifdef XGRAD_CONTROL
    auto f = [](auto a, auto w) { return xgrad::sum(w * a); };
    return static_cast<int>(xgrad::value_and_grad(f)(x, weight) == std::tuple{0.f, x, 0.f});
#else
    auto f = [weight](auto a) { return xgrad::sum(weight * a); };
    xgrad::value_and_grad(f)(x);
#endif
}
