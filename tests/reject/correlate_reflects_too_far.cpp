// error: reaches 3 beyond axis 3
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr std::size_t width = 5;
#else
constexpr std::size_t width = 7;
#endif
constexpr auto f = [](auto x, auto w) { return xgrad::correlate(x, w, xgrad::reflect); };
auto run(const xt::xtensor_fixed<float, xt::xshape<8, 3>>& x, const xt::xtensor_fixed<float, xt::xshape<1, width>>& w) {
    return xgrad::evaluate(f)(x, w);
}
