// error: xgrad::conv2d: stride, dilation and groups are positive
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr int step = 2;
#else
constexpr int step = 0;
#endif
constexpr auto f = [](auto x, auto w) { return xgrad::conv2d(x, w, xgrad::stride<step>); };
auto run(const xt::xtensor<float, 4>& x, const xt::xtensor<float, 4>& w) { return xgrad::evaluate(f)(x, w); }
