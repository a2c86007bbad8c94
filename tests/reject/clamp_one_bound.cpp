// error: xgrad::clamp takes three operands: clamp\(x, low, high\); one-sided limits are maximum
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::clamp(x, 0, 1); };
#else
constexpr auto f = [](auto x) { return xgrad::clamp(x, 0); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
