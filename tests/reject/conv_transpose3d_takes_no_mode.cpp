// error: xgrad::conv_transpose3d takes padding<...>, output_padding<...>, stride<...>, dilation<...> and groups<...>
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w) { return xgrad::conv_transpose3d(x, w, xgrad::stride<2>); };
#else
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w) { return xgrad::conv_transpose3d(x, w, xgrad::reflect); };
#endif
auto run(const xt::xtensor<float, 5>& x, const xt::xtensor<float, 5>& w) { return xgrad::evaluate(f)(x, w); }
