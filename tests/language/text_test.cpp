#include <doctest/doctest.h>

#include <limits>
#include <string>

#include <xgrad/xgrad.hpp>

using namespace xgrad;

TEST_CASE("messages are put together from words, numbers and shapes") {
    failure f;
    CHECK_FALSE(f.any());
    f << "axis " << 3 << " of " << extent_list{2, dynamic} << " and " << -17 << ", " << 0;
    CHECK(f.any());
    CHECK(f.message() == "axis 3 of (2, ?) and -17, 0");
    failure ends;
    ends << std::numeric_limits<std::ptrdiff_t>::max() << " " << std::numeric_limits<std::ptrdiff_t>::min();
    CHECK(ends.message() == "9223372036854775807 -9223372036854775808");
}

TEST_CASE("the same message at compile time") {
    constexpr auto f = [] {
        failure said;
        said << "extent " << 12;
        return said;
    }();
    static_assert(f.message() == "extent 12");
    static_assert(f.at(0) == 'e' && f.at(8) == '2' && f.at(100) == '\0');
}

TEST_CASE("a message that is too long is cut") {
    failure f;
    for (int i = 0; i < 100; ++i) f << "0123456789";
    CHECK(f.message().size() == failure::capacity);
    CHECK(f.message().substr(280) == "01234567");
}

TEST_CASE("texts are template arguments") {
    static_assert(text("abc") == text("abc") && !(text("abc") == text("abd")));
    constexpr text<4> t("abc");
    static_assert(t.characters[1] == 'b' && t.characters[3] == '\0');
}
