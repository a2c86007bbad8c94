// error: xgrad::roll takes offset<...> behind its operand, one number for each axis
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::roll(x, xgrad::offset<1>); };
#else
constexpr auto f = [](auto x) { return xgrad::roll(x, 1); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
