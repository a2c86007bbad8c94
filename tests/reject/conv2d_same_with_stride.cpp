// error: xgrad::conv2d: with padding `same` the stride is 1
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr int step = 1;
#else
constexpr int step = 2;
#endif
constexpr auto f = [](auto x, auto w) { return xgrad::conv2d(x, w, xgrad::same, xgrad::stride<step>); };
auto run(const xt::xtensor<float, 4>& x, const xt::xtensor<float, 4>& w) { return xgrad::evaluate(f)(x, w); }
