// error: xgrad::sum takes one operand, and options behind it: sum\(x, axes<1>, keep_dims\)
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::sum(x, xgrad::axes<1>); };
#else
constexpr auto f = [](auto x) { return xgrad::sum(xgrad::axes<1>, x); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
