// error: xgrad: an expression has no elements to call by \(i, j\); view\(x, at<i>, at<j>\) is one
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::view(x, xgrad::at<0>, xgrad::at<1>); };
#else
constexpr auto f = [](auto x) { return x(0, 1); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
