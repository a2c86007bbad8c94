// error: xgrad: an expression has no elements to call by \(i, j\); view
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::view(x, xgrad::at<0>); };
#else
constexpr auto f = [](auto x) { return x[0]; };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
