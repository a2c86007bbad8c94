// error: xgrad::map_coordinates: coordinates in pixels; to_pixels makes them of normalised and of physical ones
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4}), row = xt::ones<float>({2, 2}), column = row;
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto x, auto i, auto j) { return xgrad::map_coordinates(x, xgrad::in_pixels(i, j)); })(x, row, column);
#else
    xgrad::evaluate([](auto x, auto i, auto j) { return xgrad::map_coordinates(x, xgrad::in_normalized(i, j)); })(x, row, column);
#endif
}
