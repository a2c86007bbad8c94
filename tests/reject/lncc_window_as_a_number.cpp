// error: xgrad::lncc: an integer is no epsilon; the window is said as window<9>
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w) { return xgrad::lncc(x, w, xgrad::window<9>); };
#else
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w) { return xgrad::lncc(x, w, 9); };
#endif
auto run(const xt::xtensor<float, 2>& x, const xt::xtensor<float, 2>& w) { return xgrad::evaluate(f)(x, w); }
