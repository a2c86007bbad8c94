// error: reflect by 2 along axis 1
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr double end = 0;
#else
constexpr double end = 1;
#endif
constexpr auto f = [](auto x) { return xgrad::correlate(x, xgrad::taps{end, 1, 2, 1, 0}, xgrad::reflect); };
auto run(const xt::xtensor_fixed<float, xt::xshape<3, 2>>& x) { return xgrad::evaluate(f)(x); }
