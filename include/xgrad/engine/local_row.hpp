#pragma once

#include "row.hpp"

namespace xgrad {

/// The pointers of a row of a pass in locals, for its blocks: a store through one of them cannot change these.
template <class P, int Pass, class Block>
struct local_row {
    using types = pass_types<P, Pass>;
    using T = typename types::T;
    using interior = typename types::interior;

    std::byte *load[interior::value.needed.loads + 1], *store[types::root_count];
    double* total[types::root_count];
    gather_frame<T> memory[types::memories + 1];
    typename Block::fixed_values fixed;
    bool refix;  // whether what stays the same along a row changes between rows

    [[gnu::noinline]] local_row(const rows& r, std::ptrdiff_t i) {
        for_all(
            r, [&](auto*& pointer, const access_rows& access, int k) __attribute__((always_inline)) { to(pointer, access.at(k, i)); });
        for_memories([&]<int M, class E>(int slot) { memory[M] = gather_frame<T>::template of<E>(*r.memory[slot]); });
        refix = types::memories > 0;
        repeat<interior::value.needed.loads>([&]<int L>() {
            if constexpr (invariant_loads<P, Pass>[static_cast<std::size_t>(L)])
                refix = refix || r.load.row[L].table || r.load.row[L].step != 0;
        });
        fix();
    }
    /// From the row before to row i.
    void advance(const rows& r, std::ptrdiff_t i) {
        for_all(
            r, [&](auto*& pointer, const access_rows& access, int k) __attribute__((always_inline)) {
                const axis_steps& row = access.row[k];
                to(pointer, row.table ? access.base[k] + row.table[i] : reinterpret_cast<std::byte*>(pointer) + row.step);
            });
        if (refix) fix();
    }

private:
    template <class E>
    [[gnu::always_inline]] static inline void to(E*& pointer, std::byte* address) {
        pointer = reinterpret_cast<E*>(address);
    }
    [[gnu::always_inline]] inline void for_all(const rows& r, auto act) {
        repeat<interior::value.needed.loads>([&]<int L>() __attribute__((always_inline)) { act(load[L], r.load, L); });
        repeat<types::root_count>([&]<int R>() __attribute__((always_inline)) {
            if constexpr (types::template root_at<R>.kind == root::reduce) act(total[R], r.total, R);
            else act(store[R], r.store, R);
        });
    }
    [[gnu::always_inline]] inline void for_memories(auto act) {
        repeat<types::memories>([&]<int M>() {
            constexpr const node& n = interior::value.nodes[static_cast<std::size_t>(types::memory_nodes[static_cast<std::size_t>(M)])];
            act.template operator()<M, typename memory_element<P, n.line>::type>(n.slot);
        });
    }
    [[gnu::noinline]] void fix() {
        for_memories([&]<int M, class E>(int slot) { memory[M].data = load[slot]; });
        Block::fix_all(*this, fixed);
    }
};

}  // namespace xgrad
