// error: xgrad::mse takes two images: mse\(a, b\)
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w) { return xgrad::mse(x, w); };
#else
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w) { return xgrad::mse(x); };
#endif
auto run(const xt::xtensor<float, 2>& x, const xt::xtensor<float, 2>& w) { return xgrad::evaluate(f)(x, w); }
