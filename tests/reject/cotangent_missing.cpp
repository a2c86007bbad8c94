// error: vjp takes a cotangent after the arguments
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::vjp<0>([](auto a) { return 2 * a; })(x, x);
#else
    xgrad::vjp<0>([](auto a) { return 2 * a; })(x);
#endif
}
