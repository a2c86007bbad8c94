// error: the function has no argument of that index
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::grad<0>([](auto a) { return xgrad::sum(a * a); })(x);
#else
    xgrad::grad<5>([](auto a) { return xgrad::sum(a * a); })(x);
#endif
}
