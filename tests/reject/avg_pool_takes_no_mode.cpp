// error: xgrad::avg_pool2d takes window<...>, stride<...>, padding<...>, count_include_pad
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::avg_pool2d(x, xgrad::window<2>); };
#else
constexpr auto f = [](auto x) { return xgrad::avg_pool2d(x, xgrad::window<2>, xgrad::reflect); };
#endif
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
