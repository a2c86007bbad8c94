// error: xgrad::sum takes axes<...> and keep_dims behind its operand
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::sum(x, xgrad::axes<1>); };
#else
constexpr auto f = [](auto x) { return xgrad::sum(x, 1); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
