// error: xgrad::warp: the displacement of an image is \(2, rows, columns\)
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w) { return xgrad::warp(x, xgrad::stack(xgrad::axes<0>, w, w)); };
#else
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w) { return xgrad::warp(x, xgrad::sum(w, xgrad::axes<0>)); };
#endif
auto run(const xt::xtensor<float, 2>& x, const xt::xtensor<float, 2>& w) { return xgrad::evaluate(f)(x, w); }
