// error: the rank of an argument is not known at compile time \(xt::xarray\); use xt::xtensor<T, rank>
#include <xgrad/xgrad.hpp>
#if __has_include(<xtensor/containers/xarray.hpp>)
#include <xtensor/containers/xarray.hpp>
#else
#include <xtensor/xarray.hpp>
#endif

int main() {
#ifdef XGRAD_CONTROL
    const xt::xtensor<float, 2> x = xt::ones<float>({3, 4});
#else
    const xt::xarray<float> x = xt::ones<float>({3, 4});
#endif
    xgrad::grad([](auto a) { return xgrad::sum(a * a); })(x);
}
