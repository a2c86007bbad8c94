// error: xgrad::where takes three operands: where\(condition, a, b\)
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::where(x > 0, x, 0); };
#else
constexpr auto f = [](auto x) { return xgrad::where(x > 0, x); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
