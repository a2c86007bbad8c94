// error: the index of gather has no derivative
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 1> x = xt::ones<float>({3}), i = xt::ones<float>({2});
#ifdef XGRAD_CONTROL
    xgrad::grad<1>([](auto a, auto b) { return xgrad::sum(b * xgrad::gather<xgrad::boundary::zero>(a, xgrad::detach(b))); })(x, i);
#else
    xgrad::grad<1>([](auto a, auto b) { return xgrad::sum(xgrad::gather<xgrad::boundary::zero>(a, b)); })(x, i);
#endif
}
