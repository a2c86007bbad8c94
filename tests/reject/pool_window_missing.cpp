// error: xgrad::max_pool2d: say window<...>: its numbers are positive
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::max_pool2d(x, xgrad::window<2>); };
#else
constexpr auto f = [](auto x) { return xgrad::max_pool2d(x); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
