#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace xgrad {

/// A string of fixed capacity that can be a template argument, so that compilers print it.
template <std::size_t N>
struct text {
    std::array<char, N> characters{};

    constexpr text() = default;
    constexpr text(const char (&literal)[N]) { std::copy_n(literal, N, characters.begin()); }
    constexpr std::string_view words() const { return {characters.data(), N - 1}; }
    friend constexpr bool operator==(const text&, const text&) = default;
};

/// The message of a failed check, built alike at compile time and at run time; longer text is cut.
class failure {
public:
    static constexpr std::size_t capacity = 288;

    constexpr bool any() const { return length_ != 0; }
    constexpr std::string_view message() const { return {buffer_.data(), length_}; }
    constexpr char at(std::size_t i) const { return i < length_ ? buffer_[i] : '\0'; }

    // compiled once: every op's shape check would hold copies
    [[gnu::cold, gnu::noinline]] constexpr failure& operator<<(std::string_view words) {
        for (char c : words) put(c);
        return *this;
    }
    [[gnu::cold, gnu::noinline]] constexpr failure& operator<<(std::ptrdiff_t number) {
        std::array<char, 24> digits{};
        std::size_t n = 0;
        auto rest = number < 0 ? 0 - static_cast<std::size_t>(number) : static_cast<std::size_t>(number);
        do digits[n++] = static_cast<char>('0' + rest % 10);
        while ((rest /= 10) != 0);
        if (number < 0) put('-');
        while (n > 0) put(digits[--n]);
        return *this;
    }

private:
    constexpr void put(char c) {
        if (length_ < capacity) buffer_[length_++] = c;
    }
    std::array<char, capacity> buffer_{};
    std::size_t length_ = 0;
};

/// Stops compilation; the message stands in the template arguments, for clang in pieces because it abbreviates long ones.
template <text... Message>
struct error {
    static_assert(sizeof...(Message) == 0, "xgrad: wrong use; the message stands in the template arguments of xgrad::error");
    static constexpr bool reported = true;
};

/// Raises `error` for the failure that `Source::outcome` holds; a null statement when it holds none.
template <class Source>
struct report {
    static constexpr std::size_t length = Source::outcome.message().size();
#ifdef __clang__
    static constexpr std::size_t piece = 31;
#else
    static constexpr std::size_t piece = length > 0 ? length : 1;
#endif
    template <std::size_t P>
    static constexpr auto part() {
        text<std::min(piece, length - P * piece) + 1> t;
        for (std::size_t i = 0; i + 1 < t.characters.size(); ++i) t.characters[i] = Source::outcome.at(P * piece + i);
        return t;
    }
    template <std::size_t... P>
    static constexpr bool raise(std::index_sequence<P...>) {
        return error<part<P>()...>::reported;
    }
    static constexpr bool value = raise(std::make_index_sequence<(length + piece - 1) / piece>{});
};

template <text Op, text Words>
struct stated {
    static constexpr failure outcome = [] {
        failure f;
        return f << "xgrad::" << Op.words() << Words.words();
    }();
};
/// What ops of a family ask of their options: unless Right, an `error` of the op's name and the words behind it.
template <bool Right, text Op, text Words>
inline constexpr bool require = report<stated<Op, Words>>::value;
template <text Op, text Words>
inline constexpr bool require<true, Op, Words> = true;

}  // namespace xgrad
