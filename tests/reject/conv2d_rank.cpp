// error: xgrad::conv2d takes images \(N, C, H, W\)
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr std::size_t rank = 4;
#else
constexpr std::size_t rank = 2;
#endif
constexpr auto f = [](auto x, auto w) { return xgrad::conv2d(x, w); };
auto run(const xt::xtensor<float, rank>& x, const xt::xtensor<float, 4>& w) { return xgrad::evaluate(f)(x, w); }
