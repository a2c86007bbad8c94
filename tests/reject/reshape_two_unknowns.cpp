// error: xgrad::reshape: one -1 at most
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::reshape(a, xgrad::shape<2, -1>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::reshape(a, xgrad::shape<-1, -1>); })(x);
#endif
}
