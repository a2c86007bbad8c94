#include "support/check.hpp"

TEST_CASE("detach") {
    auto f = [](auto x) { return xg::sum(x * xg::detach(x)); };
    const auto x = random_array<double>({5, 7});
    check_close(xg::grad(f)(x), x, 1e-15);
    check_close(xg::evaluate(f)(x), dot(x, x), 1e-14);
    check_close(xg::grad([](auto a) { return xg::sum(xg::detach(a)) + xg::sum(a); })(x), 0 * x + 1, 0);
}
