#pragma once

#include <array>
#include <utility>

#include "row_values.hpp"

namespace xgrad {

/// The gathers of a row: those around the same place of the same array find and read it together.
template <class P, int Pass>
struct row_gathers : row_values<P, Pass> {
    using base = row_values<P, Pass>;
    using base::node_at;
    using typename base::types, typename base::node_list;
    using typename types::T, typename types::V, typename types::interior;

    template <int N>
    using gather_at = typename P::template op_at<node_at(N).line>;
    /// The gathers that read around the same place of the same array as node N does, N among them, in order.
    template <int N>
    static constexpr auto gathered_together = [] {
        constexpr auto same_place = [] {
            node_list found;
            for (int n = 0; n < interior::nodes; ++n)
                if (node_at(n).kind == node::gather && node_at(n).operand == node_at(N).operand) found.add(n);
            return found;
        }();
        node_list found;
        repeat<same_place.size>([&]<int I>() {
            if constexpr (gather_at<same_place[I]>::mode == gather_at<N>::mode) found.add(same_place[I]);
        });
        return found;
    }();
    /// Calls what reads arrays with the array's frame, the element type in memory and the indices.
    template <int N>
    [[gnu::always_inline]] static inline auto with_gather(const auto& r, auto get, auto read) {
        constexpr const node& n = node_at(N);
        return [&]<int... K>(std::integer_sequence<int, K...>) __attribute__((always_inline)) {
            return read.template operator()<typename types::template gathered_element<interior, N>>(
                r.memory[types::template memories_before<interior>(n.operand[0])],
                std::array<V, sizeof...(K)>{get.template operator()<n.operand[K + 1]>()...});
        }
        (std::make_integer_sequence<int, gather_at<N>::axes>{});
    }
    template <int N>
    [[gnu::always_inline]] static inline V gather(const auto& r, auto get) {
        return with_gather<N>(r, get, []<class E>(const auto& from, const auto& index) {
            return gather_lanes<E, gather_at<N>::mode, gather_at<N>::offset>(from, index);
        });
    }
    /// What lies around one place: the members of the neighbourhood are nodes.
    template <int N>
    static constexpr auto neighbourhood_of = []<int... M>(std::integer_sequence<int, M...>) {
        return neighbourhood<gather_at<N>::mode, gather_at<gathered_together<N>[M]>::offset...>{};
    }(std::make_integer_sequence<int, gathered_together<N>.size>{});
    template <int N>
    using places_of = gathered_places<T, gathered_together<N>.size>;
    /// with_gather with the indices of vector U of a block.
    template <int N, int U>
    [[gnu::always_inline]] static inline auto with_places(const auto& r, const auto& b, auto read) {
        const auto index = [&]<int K>() __attribute__((always_inline)) {
            return vector_at<U>(base::template vectors_of<node_at(K).invariant>(K, b, r.fixed));
        };
        return with_gather<N>(r, index, read);
    }
    /// Finds the places of vector U; whether they are inside. Otherwise they are to be read near the border, first.
    template <int N, int U>
    [[gnu::always_inline]] static inline bool find_places(const auto& r, const auto& b, places_of<N>& to) {
        return with_places<N, U>(
            r, b, [&]<class E>(const auto& from, const auto& index) __attribute__((always_inline)) {
                return find_neighbourhood<E>(neighbourhood_of<N>, from, index, to);
            });
    }
    template <int N, int U>
    [[gnu::always_inline]] static inline void read_near_border(const auto& r, const auto& b, places_of<N>& to) {
        with_places<N, U>(
            r, b, [&]<class E>(const auto& from, const auto& index) __attribute__((always_inline)) {
                gather_near_border<E>(neighbourhood_of<N>, from, index, to);
            });
    }
    template <int N, int U>
    [[gnu::always_inline]] static inline void read_places(const auto& r, auto& b, const places_of<N>& places) {
        using E = typename types::template gathered_element<interior, N>;
        read_neighbourhood<E>(
            neighbourhood_of<N>, r.memory[types::template memories_before<interior>(node_at(N).operand[0])],
            places, [&]<int Member>(V value) __attribute__((always_inline)) { b.value[gathered_together<N>[Member]][U] = value; });
    }
    template <int N, int U>
    [[gnu::always_inline]] static inline void gather_all(const auto& r, auto& b) {
        if constexpr (gathered_together<N>[0] == N) {
            places_of<N> here;
            if (!find_places<N, U>(r, b, here)) read_near_border<N, U>(r, b, here);
            read_places<N, U>(r, b, here);
        }
    }
};

}  // namespace xgrad
