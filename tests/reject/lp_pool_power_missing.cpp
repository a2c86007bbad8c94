// error: xgrad::lp_pool2d takes an operand, a number p, and options behind them
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::lp_pool2d(x, 2, xgrad::window<2>); };
#else
constexpr auto f = [](auto x) { return xgrad::lp_pool2d(x, xgrad::window<2>); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
