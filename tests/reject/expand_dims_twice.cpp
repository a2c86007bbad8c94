// error: xgrad::expand_dims: axes<[.]{3}> names axes of the result, each once
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::expand_dims(a, xgrad::axes<0, 1>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::expand_dims(a, xgrad::axes<0, 0>); })(x);
#endif
}
