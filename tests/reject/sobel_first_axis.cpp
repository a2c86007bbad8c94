// error: xgrad::sobel: axes<...> names one of the last two axes
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::sobel(x, xgrad::axes<1>); };
#else
constexpr auto f = [](auto x) { return xgrad::sobel(x, xgrad::axes<0>); };
#endif
auto run(const xt::xtensor<float, 3>& x) { return xgrad::evaluate(f)(x); }
