// error: an argument has another element type, rank or static extents than the plan was made with
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
    [[maybe_unused]] const xt::xtensor<double, 2> y = xt::ones<double>({3, 4});
    auto step = xgrad::plan([](auto a) { return a * a; }, x);
#ifdef XGRAD_CONTROL
    step(x);
#else
    step(y);
#endif
}
