#pragma once

#include "row_block.hpp"

namespace xgrad {

/// A stretch of a row of a pass that gathers, in two loops over its vectors: indices and what they are made of come first, and the rest,
/// which reads there, second. From a coordinate to a sum is a long way; a processor that looks some hundred instructions ahead has many
/// vectors under way in two short loops, but two of them in one long loop.
template <class P, int Pass>
struct gather_block : row_block<P, Pass> {
    using base = row_block<P, Pass>;
    using types = pass_types<P, Pass>;
    using typename types::T, typename types::V, typename types::interior;
    static constexpr int width = types::width, nodes = interior::nodes;
    static constexpr int vectors = 16;  // of a stretch
    using one = std::integer_sequence<int, 0>;
    using per_node = std::array<int, static_cast<std::size_t>(nodes)>;

    /// Which nodes belong to which loop.
    struct order {
        std::array<bool, static_cast<std::size_t>(nodes)> early{};   // computed in the first loop
        std::array<bool, static_cast<std::size_t>(nodes)> late{};    // in the second one: a load may be in both
        std::array<bool, static_cast<std::size_t>(nodes)> placed{};  // a gather whose places the first loop finds
        per_node slot{};                                              // of an early node that the second loop reads: its number
        // what is compiled, in order: the nodes of the first loop, of the second one, those that it reads, and the gathers of the first
        typename base::node_list first, second, kept, gathers;

        constexpr order() {
            std::array<bool, static_cast<std::size_t>(nodes)> after_gather{};
            for (int n = 0; n < nodes; ++n) {
                base::each_operand(n, [&](int k) { after_gather[n] = after_gather[n] || after_gather[k]; });
                placed[n] = varies(n) && base::node_at(n).kind == node::gather && !after_gather[n];
                after_gather[n] = after_gather[n] || (varies(n) && base::node_at(n).kind == node::gather);
            }
            for (int n = nodes - 1; n >= 0; --n) {
                if (base::node_at(n).twin >= 0 && early[base::node_at(n).twin]) early[n] = true;
                if (placed[n] || early[n]) base::each_operand(n, [&](int k) { early[k] = early[k] || varies(k); });
                if (base::node_at(n).computed)
                    for (int k = 0; k < nodes; ++k)
                        if (base::node_at(k).twin == n) early[n] = early[k] = early[n] || early[k];
            }
            per_node readers{};  // of each node, in the second loop
            for (int r = 0; r < types::root_count; ++r)
                if (const int n = interior::value.roots[static_cast<std::size_t>(r)].node; n >= 0) ++readers[n];
            for (int n = 0; n < nodes; ++n)
                if (!early[n] && !placed[n]) base::each_operand(n, [&](int k) { ++readers[k]; });
            // what alone reads an early node is computed there, too: one vector is kept instead of several
            for (int n = 0; n < nodes; ++n) {
                if (early[n] || base::node_at(n).kind != node::compute || !varies(n) || base::node_at(n).twin >= 0 ||
                    base::node_at(n).computed)
                    continue;
                base::each_operand(n, [&](int k) { --readers[k]; });
                early[n] = alone_reads_early(n, readers);
                if (!early[n]) base::each_operand(n, [&](int k) { ++readers[k]; });
            }
            for (int n = 0; n < nodes; ++n) late[n] = varies(n) && !early[n];
            for (int n = 0; n < nodes; ++n) {
                const bool read = readers[n] > 0;
                if (read && early[n] && base::node_at(n).kind == node::load) late[n] = true;
                const bool is_kept = read && early[n] && !late[n];
                slot[n] = is_kept ? kept.size : -1;
                if (is_kept) kept.add(n);
                if (placed[n]) gathers.add(n);
                if (early[n] || placed[n]) first.add(n);
                if (is_kept || placed[n] || late[n]) second.add(n);
            }
        }

    private:
        static constexpr bool varies(int n) { return !base::node_at(n).invariant; }
        /// Whether node n, whose reads `readers` leaves out, takes early nodes only, and one that nothing else reads late.
        constexpr bool alone_reads_early(int n, const auto& readers) const {
            bool any = false, all = true;
            base::each_operand(n, [&](int k) {
                const bool kept = early[k] && base::node_at(k).kind != node::load;
                all = all && (early[k] || !varies(k));
                any = any || (kept && readers[k] == 0);
            });
            return any && all;
        }
    };
    static constexpr order split{};

    /// Whether a gather stands for all of its neighbourhood.
    template <int N>
    static constexpr bool leads = [] {
        if constexpr (split.placed[N]) return base::template gathered_together<N>[0] == N;
        else return false;
    }();
    /// The places of all gathers for one vector; nothing for a node that is none.
    struct nothing {};
    template <int N>
    static constexpr auto places_type() {
        if constexpr (leads<N>) return std::type_identity<typename base::template places_of<N>>{};
        else return std::type_identity<nothing>{};
    }
    template <int N>
    struct places_at {
        [[no_unique_address]] typename decltype(places_type<N>())::type value;
    };
    template <class Sequence>
    struct all_places;
    template <int... I>
    struct all_places<std::integer_sequence<int, I...>> : places_at<split.gathers[I]>... {
        template <int M>
        [[gnu::always_inline]] auto& of() {
            return static_cast<places_at<M>&>(*this).value;
        }
    };
    /// What the first loop hands on.
    struct kept_values {
        alignas(64) T value[split.kept.size + 1][vectors][width];
        all_places<std::make_integer_sequence<int, split.gathers.size>> places[vectors];
        bool inside[vectors];
    };

    /// One vector in the first loop; `Border`: once more, because something lies near a border.
    template <bool Border>
    [[gnu::always_inline]] static inline bool find(const auto& r, std::ptrdiff_t c, std::ptrdiff_t at, kept_values& kept) {
        bool inside = true;
        typename base::template block<1> b;
        typename base::carried none;  // no joint pass gathers
        repeat<split.first.size>([&]<int I>() __attribute__((always_inline)) {
            constexpr int N = split.first[I];
            if constexpr (split.early[N])
                base::template evaluate<N, !Border>(r, c, b, none, one{}, typename base::template operands_of<N>{});
            else if constexpr (leads<N>) {
                auto& places = kept.places[at].template of<N>();
                const bool own = base::template find_places<N, 0>(r, b, places);
                if constexpr (Border)
                    if (!own) base::template read_near_border<N, 0>(r, b, places);
                inside = own && inside;
            }
        });
        repeat<split.kept.size>([&]<int I>()
                __attribute__((always_inline)) { b.value[split.kept[I]][0].store_aligned(kept.value[I][at]); });
        return inside;
    }
    [[gnu::noinline]] static void find_near_border(
        const typename base::local_row& r, std::ptrdiff_t c, std::ptrdiff_t count, kept_values& kept) {
        for (std::ptrdiff_t k = 0; k < count; ++k)
            if (!kept.inside[k]) find<true>(r, c + k * width, k, kept);
    }
    /// One vector in the second loop.
    [[gnu::always_inline]] static inline void finish(
        const auto& r, std::ptrdiff_t c, std::ptrdiff_t at, kept_values& kept, typename base::template block_totals<1>& total) {
        typename base::template block<1> b;
        typename base::carried none;  // no joint pass gathers
        repeat<split.second.size>([&]<int I>() __attribute__((always_inline)) {
            constexpr int N = split.second[I];
            if constexpr (split.slot[N] >= 0) b.value[N][0] = V::load_aligned(kept.value[split.slot[N]][at]);
            else if constexpr (leads<N>) base::template read_places<N, 0>(r, b, kept.places[at].template of<N>());
            else if constexpr (!split.placed[N])
                base::template evaluate<N, true>(r, c, b, none, one{}, typename base::template operands_of<N>{});
        });
        repeat<types::root_count>([&]<int R>()
                __attribute__((always_inline)) { base::template deliver_all<R, false>(r, c, 0, width, b, total, one{}); });
    }
    /// `count` vectors of columns from c on, `vectors` at most. Calls see `known`, not r: so r stays in registers.
    [[gnu::always_inline]] static inline void run(const auto& r, const typename base::local_row& known, std::ptrdiff_t c,
        std::ptrdiff_t count, typename base::template block_totals<1>& total) {
        kept_values kept;
        bool inside = true;
        for (std::ptrdiff_t k = 0; k < count; ++k) {
            kept.inside[k] = find<false>(r, c + k * width, k, kept);
            inside = inside && kept.inside[k];
        }
        if (!inside) find_near_border(known, c, count, kept);
        for (std::ptrdiff_t k = 0; k < count; ++k) finish(r, c + k * width, k, kept, total);
    }
};

}  // namespace xgrad
