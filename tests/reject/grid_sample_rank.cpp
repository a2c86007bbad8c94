// error: xgrad::grid_sample: x is .N, C, H, W. or .N, C, D, H, W.
#include <xgrad/xgrad.hpp>

int main() {
#ifdef XGRAD_CONTROL
    const xt::xtensor<float, 4> x = xt::ones<float>({1, 1, 3, 4}), grid = xt::ones<float>({1, 2, 2, 2});
#else
    const xt::xtensor<float, 3> x = xt::ones<float>({1, 3, 4}), grid = xt::ones<float>({2, 2, 2});
#endif
    xgrad::evaluate([](auto a, auto b) { return xgrad::grid_sample(a, b); })(x, grid);
}
