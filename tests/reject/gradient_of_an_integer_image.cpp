// error: a gradient is asked for an argument that is not floating-point; integer images have none
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<std::uint8_t, 2> x = xt::ones<std::uint8_t>({3, 4});
    const xt::xtensor<float, 2> y = xt::ones<float>({3, 4});
    auto f = [](auto a, auto b) { return xgrad::sum(a * b); };
#ifdef XGRAD_CONTROL
    xgrad::grad<1>(f)(x, y);
#else
    xgrad::grad<0>(f)(x, y);
#endif
}
