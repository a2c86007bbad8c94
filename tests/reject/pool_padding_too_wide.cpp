// error: xgrad::max_pool2d: the padding of a pooling is at most half of its window
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr int around = 1;
#else
constexpr int around = 2;
#endif
constexpr auto f = [](auto x) { return xgrad::max_pool2d(x, xgrad::window<3>, xgrad::padding<around>); };
auto run(const xt::xtensor<float, 2>& x) { return xgrad::evaluate(f)(x); }
