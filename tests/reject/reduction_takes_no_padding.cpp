// error: xgrad::amax takes axes<...> and keep_dims
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::amax(a, xgrad::keep_dims); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::amax(a, xgrad::padding<1>); })(x);
#endif
}
