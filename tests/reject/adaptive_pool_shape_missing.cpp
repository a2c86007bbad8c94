// error: xgrad::adaptive_avg_pool2d takes shape<...> or shape_of\(y\) behind its operand
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::adaptive_avg_pool2d(x, xgrad::shape<7>); };
#else
constexpr auto f = [](auto x) { return xgrad::adaptive_avg_pool2d(x, 7); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
