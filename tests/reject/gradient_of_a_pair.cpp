// error: xgrad: a gradient needs a function with one result; vjp takes several
#include <xgrad/xgrad.hpp>

int main() {
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#ifdef XGRAD_CONTROL
    xgrad::grad([](auto a) { return std::get<0>(std::tuple{xgrad::sum(a), a}); })(x);
#else
    xgrad::grad([](auto a) { return std::tuple{xgrad::sum(a), a}; })(x);
#endif
}
