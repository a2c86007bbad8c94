// error: xgrad::conv2d takes padding<...>, same or valid, stride<...>, dilation<...>, groups<...> and a boundary mode
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w) { return xgrad::conv2d(x, w, xgrad::stride<2>); };
#else
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w) { return xgrad::conv2d(x, w, xgrad::window<2>); };
#endif
auto run(const xt::xtensor<float, 4>& x, const xt::xtensor<float, 4>& w) { return xgrad::evaluate(f)(x, w); }
