// error: xgrad::conv_transpose2d: output_padding is less than the stride or the dilation
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr int more = 1;
#else
constexpr int more = 2;
#endif
constexpr auto f = [](auto x, auto w) { return xgrad::conv_transpose2d(x, w, xgrad::stride<2>, xgrad::output_padding<more>); };
auto run(const xt::xtensor<float, 4>& x, const xt::xtensor<float, 4>& w) { return xgrad::evaluate(f)(x, w); }
