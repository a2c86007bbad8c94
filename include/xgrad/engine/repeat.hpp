#pragma once

#include <utility>

namespace xgrad {

/// Calls body.operator()<I>() for I in [First, First + Count), by halves: clang folds at most 256 arguments.
template <int Count, int First = 0, class Body>
[[gnu::always_inline]] constexpr void repeat(const Body& body) {
    if constexpr (Count > 32) {
        repeat<Count / 2, First>(body);
        repeat<Count - Count / 2, First + Count / 2>(body);
    } else {
        [&]<int... I>(std::integer_sequence<int, I...>) __attribute__((always_inline)) { (body.template operator()<First + I>(), ...); }
        (std::make_integer_sequence<int, Count>{});
    }
}

}  // namespace xgrad
