#include <doctest/doctest.h>
#include <xgrad/engine/lookup.hpp>

using xgrad::lookup;

namespace {

constexpr bool any(int) { return true; }

/// Numbers whose hashes are all one, or 0, 1, 2, ...
constexpr lookup filled(int count, bool collide) {
    lookup table;
    for (int n = 0; n < count; ++n) table.insert(collide ? 7u : static_cast<std::size_t>(n), n);
    return table;
}

}  // namespace

TEST_CASE("lookup: finds what was put in, and nothing else") {
    static_assert(lookup{}.find(0, any) == -1);
    static_assert(filled(40, false).find(39, any) == 39 && filled(40, false).find(40, any) == -1);
    static_assert(filled(40, true).find(7, [](int n) { return n == 31; }) == 31);
    static_assert(filled(40, true).find(7, any) == 0);  // the first one
    static_assert(filled(40, true).find(7, [](int) { return false; }) == -1);
    static_assert(filled(40, true).find(8, any) == -1);

    const lookup many = filled(5000, false);
    for (int n = 0; n < 5000; ++n) CHECK(many.find(static_cast<std::size_t>(n), any) == n);
    CHECK(many.find(5000, any) == -1);
}
