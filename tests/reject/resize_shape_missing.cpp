// error: xgrad::resize: say shape<...> or shape_of\(...\)
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4}), matrix = xt::ones<float>({2, 3});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a, [[maybe_unused]] auto m) { return xgrad::resize(a, xgrad::bilinear, xgrad::shape_of(m)); })(x, matrix);
#else
    xgrad::evaluate([](auto a, [[maybe_unused]] auto m) { return xgrad::resize(a, xgrad::bilinear); })(x, matrix);
#endif
}
