// error: xgrad: sampling takes zero, replicate, reflect or symmetric; pad\(x, widths<...>, circular\) first
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4}), matrix = xt::ones<float>({2, 3});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a, [[maybe_unused]] auto m) { return xgrad::warp_affine(a, m, xgrad::symmetric); })(x, matrix);
#else
    xgrad::evaluate([](auto a, [[maybe_unused]] auto m) { return xgrad::warp_affine(a, m, xgrad::circular); })(x, matrix);
#endif
}
