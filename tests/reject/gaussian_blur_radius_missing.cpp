// error: with a run-time sigma say radius<N>
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = [](auto x, auto sigma) { return xgrad::gaussian_blur(x, sigma, xgrad::radius<3>); };
#else
constexpr auto f = [](auto x, auto sigma) { return xgrad::gaussian_blur(x, sigma); };
#endif
auto run(const xt::xtensor<float, 2>& x, float sigma) { return xgrad::evaluate(f)(x, sigma); }
