// error: xgrad::conv3d takes volumes \(N, C, D, H, W\)
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr std::size_t rank = 5;
#else
constexpr std::size_t rank = 3;
#endif
constexpr auto f = [](auto x, auto w) { return xgrad::conv3d(x, w); };
auto run(const xt::xtensor<float, rank>& x, const xt::xtensor<float, 5>& w) { return xgrad::evaluate(f)(x, w); }
