// error: xgrad: ops take the expressions of a function, which takes the arrays: evaluate\(\[\]\(auto x\)
#include <xgrad/xgrad.hpp>

#ifdef XGRAD_CONTROL
auto run(const xt::xtensor<float, 2>& x) {
    return xgrad::evaluate([](auto a) { return xgrad::sum(a); })(x);
}
#else
auto run(const xt::xtensor<float, 2>& x) { return xgrad::sum(x); }
#endif
