// error: xgrad::to_pixels: a shape takes normalised coordinates to pixels; physical ones need an image_space
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4}), row = xt::ones<float>({2, 2}), column = row;
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto x, auto i, auto j) {
        return xgrad::to_pixels(xgrad::in_normalized(i, j), xgrad::shape_of(x)).template component<0>();
    })(x, row, column);
#else
    xgrad::evaluate([](auto x, auto i, auto j) {
        return xgrad::to_pixels(xgrad::in_physical(i, j), xgrad::shape_of(x)).template component<0>();
    })(x, row, column);
#endif
}
