#include <doctest/doctest.h>

#include <support/programs.hpp>

using namespace xgrad;
using programs::image;

namespace {

template <class Make>
constexpr bool first_try_fits() {
    using usual = typename Make::usual;
    return usual_fit<Make, usual>.needed.within(usual::value);
}
template <class F>
using program_of = program<F, image>;

/// More loads than usual.
constexpr auto wide = [](auto x) {
    return
        [&]<int... K>(std::integer_sequence<int, K...>) { return (shift(x, offset<0, K>) + ...); }(std::make_integer_sequence<int, 60>{});
};
/// The same lines at several offsets each: more nodes than lines.
constexpr auto deep = [](auto x) {
    auto y = sin(x) * 2 + x * x;
    auto z = shift(y, offset<0, 1>, zero) + shift(y, offset<0, -1>, zero) + shift(y, offset<1, 0>, zero) + shift(y, offset<-1, 0>, zero);
    return shift(z, offset<0, 2>, zero) + shift(z, offset<2, 0>, zero) + z;
};
constexpr auto steps = [](auto x) {
    auto p = x;
    for (int i = 0; i < 12; ++i) p = sigmoid(p * x) + p * p * 0.25f;
    return mean(p);
};
using table = pass_table<program_of<decltype(deep)>, 0, false>;
struct small {
    static constexpr auto value = table::counts{3, 1, 1, 1};
};

}  // namespace

TEST_CASE("tables of long programs are made once") {
    using p = program_of<decltype(value_and_grad(steps))>;
    static_assert(first_try_fits<schedule_of<p>>());
    static_assert(first_try_fits<pass_table<p, 0, true>>());
    static_assert(pass_table<p, 0, true>::lines_needed() > 100);
    static_assert(first_try_fits<table>());
}
TEST_CASE("a table that does not fit is made again, of the size that it needs") {
    constexpr auto again = fit<table, small>();
    static_assert(again.nodes.size() == static_cast<std::size_t>(again.needed.nodes) && again.needed.nodes == table::nodes);
    static_assert(pass_table<program_of<decltype(wide)>, 0, true>::value.loads.size() == 60);
    static_assert(again.nodes.back().kind == table::value.nodes[static_cast<std::size_t>(table::nodes - 1)].kind);
}
