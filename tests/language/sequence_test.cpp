#include <memory>

#include <doctest/doctest.h>
#include <xgrad/language/sequence.hpp>

using xgrad::sequence;

namespace {

constexpr bool is(const sequence<int>& s, std::initializer_list<int> expected) {
    if (s.size() != static_cast<int>(expected.size())) return false;
    int i = 0;
    for (int e : expected)
        if (s[i++] != e) return false;
    return true;
}
constexpr sequence<int> up_to(int n) {
    sequence<int> s;
    for (int i = 0; i < n; ++i) s.push_back(i);
    return s;
}

}  // namespace

TEST_CASE("sequence: grows, copies, moves and swaps, in constant expressions, too") {
    static_assert(sequence<int>().empty() && is(sequence<int>(3), {0, 0, 0}) && is(sequence<int>(2, 5), {5, 5}));
    static_assert(up_to(100).size() == 100 && up_to(100)[99] == 99);
    static_assert([] {
        sequence<int> a = up_to(3), b = a;
        b[1] = 7;
        if (!is(a, {0, 1, 2}) || !is(b, {0, 7, 2})) return false;
        sequence<int> c = std::move(b);
        if (!b.empty() || !is(c, {0, 7, 2})) return false;
        a.swap(c);
        if (!is(a, {0, 7, 2}) || !is(c, {0, 1, 2})) return false;
        const sequence<int>& self = a;
        a = self;
        a = up_to(1);
        c = std::move(a);
        return is(c, {0});
    }());
    static_assert([] {
        int sum = 0;
        for (int i : up_to(20)) sum += i;
        return sum;
    }() == 190);
}

TEST_CASE("sequence: an element that is put in again outlives the growth") {
    sequence<int> s = up_to(16);  // full
    s.push_back(s[15]);
    CHECK(s[16] == 15);
}

TEST_CASE("sequence: elements are moved as it grows, and let go with it") {
    const auto counted = std::make_shared<int>(1);
    {
        sequence<std::shared_ptr<int>> s;
        for (int i = 0; i < 50; ++i) s.push_back(counted);
        CHECK(counted.use_count() == 51);
    }
    CHECK(counted.use_count() == 1);
}
