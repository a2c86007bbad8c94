// error: xgrad::view: more slices than axes
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::evaluate([](auto a) { return xgrad::view(a, xgrad::all, xgrad::at<0>); })(x);
#else
    xgrad::evaluate([](auto a) { return xgrad::view(a, xgrad::all, xgrad::at<0>, xgrad::all); })(x);
#endif
}
