// error: xgrad::grid_sample: normalised coordinates; map_coordinates takes pixels, and to_normalized converts them
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 4> x = xt::ones<float>({1, 1, 3, 4});
    const xt::xtensor<float, 2> row = xt::ones<float>({2, 2}), column = row;
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto x, auto i, auto j) { return xgrad::grid_sample(x, xgrad::in_normalized(i, j)); })(x, row, column);
#else
    xgrad::evaluate([](auto x, auto i, auto j) { return xgrad::grid_sample(x, xgrad::in_pixels(i, j)); })(x, row, column);
#endif
}
