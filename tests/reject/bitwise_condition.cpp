// error: xgrad: conditions are combined by a && b
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return (x > 0) && (x < 1); };
#else
constexpr auto f = [](auto x) { return (x > 0) & (x < 1); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
