// error: xgrad::add: the shapes \(2, 3\)[^\n]*\(2, 4\)
#include <xgrad/xgrad.hpp>

int main() {
    xt::xtensor_fixed<float, xt::xshape<2, 3>> x = xt::ones<float>({2, 3});
#ifdef XGRAD_CONTROL
    auto y = x;
#else
    xt::xtensor_fixed<float, xt::xshape<2, 4>> y = xt::ones<float>({2, 4});
#endif
    xgrad::evaluate([](auto a, auto b) { return a + b; })(x, y);
}
