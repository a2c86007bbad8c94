// error: xgrad::conv2d takes an image, a kernel, a bias or none, and options behind them
#include <xgrad/xgrad.hpp>
#ifdef XGRAD_CONTROL
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w, [[maybe_unused]] auto b) {
    return xgrad::conv2d(x, w, b, xgrad::padding<1>);
};
#else
constexpr auto f = []([[maybe_unused]] auto x, [[maybe_unused]] auto w, [[maybe_unused]] auto b) {
    return xgrad::conv2d(x, w, xgrad::padding<1>, b);
};
#endif
auto run(const xt::xtensor<float, 4>& x, const xt::xtensor<float, 4>& w, const xt::xtensor<float, 1>& b) {
    return xgrad::evaluate(f)(x, w, b);
}
