// error: xgrad::warp_affine takes an interpolation, a boundary mode and shape<...> or shape_of\(...\)
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4}), matrix = xt::ones<float>({2, 3});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a, [[maybe_unused]] auto m) { return xgrad::warp_affine(a, m, xgrad::bicubic, xgrad::shape<4, 4>); })(
        x, matrix);
#else
    xgrad::evaluate([](auto a, [[maybe_unused]] auto m) { return xgrad::warp_affine(a, m, xgrad::padding<1>); })(x, matrix);
#endif
}
