// error: xgrad: \^ is no power; pow\(x, p\) is
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::pow(x, 2); };
#else
constexpr auto f = [](auto x) { return x ^ 2; };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
