// error: evaluate lazy expressions with xt::eval first
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::grad([](auto a) { return xgrad::sum(a * a); })(xt::eval(x + x));
#else
    xgrad::grad([](auto a) { return xgrad::sum(a * a); })(x + x);
#endif
}
