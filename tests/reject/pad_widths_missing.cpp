// error: xgrad::pad: say widths<...>, or before<...> and after<...>
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::pad(x, xgrad::widths<1>, xgrad::reflect); };
#else
constexpr auto f = [](auto x) { return xgrad::pad(x, xgrad::reflect); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
