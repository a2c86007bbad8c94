// error: xgrad::view: there is no index
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor_fixed<float, xt::xshape<3, 4>> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::view(a, xgrad::at<2>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::view(a, xgrad::at<3>); })(x);
#endif
}
