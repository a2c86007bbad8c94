// error: xgrad::pixel_shuffle takes its factor as pixel_shuffle<2>\(x\)
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x) { return xgrad::pixel_shuffle<2>(x); };
#else
constexpr auto f = [](auto x) { return xgrad::pixel_shuffle(x, 2); };
#endif
auto run(const xt::xtensor<float, 4>& x) { return xgrad::evaluate(f)(x); }
