#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>
#include <xgrad/engine/batch.hpp>

using namespace xgrad;

namespace {

template <class T>
constexpr std::size_t count = static_cast<std::size_t>(lanes<T>);
template <class T>
std::vector<T> elements_of(batch<T> v) {
    std::vector<T> e(count<T>);
    v.store_unaligned(e.data());
    return e;
}
/// first, first + step, ...
template <class T>
std::vector<T> ascending(std::size_t n, double first = 0, double step = 1) {
    std::vector<T> e(n);
    for (std::size_t i = 0; i < n; ++i) e[i] = static_cast<T>(first + static_cast<double>(i) * step);
    return e;
}
template <class T>
batch<T> vector(double first = 0, double step = 1) {
    return batch<T>::load_unaligned(ascending<T>(count<T>, first, step).data());
}
template <class E>
const std::byte* bytes(const E* e) {
    return reinterpret_cast<const std::byte*>(e);
}

/// Elements of type E from an odd address on, and back; nothing beside them is written.
template <class T, class E>
void check_memory() {
    std::vector<E> from = ascending<E>(count<T> + 2, 0, 3);
    if constexpr (std::is_signed_v<E>) from[1] = static_cast<E>(-7);
    if constexpr (std::is_floating_point_v<E>) from[2] = E(0.25);
    if constexpr (!std::is_floating_point_v<E> && sizeof(E) < 4) from[2] = std::numeric_limits<E>::max();
    const auto loaded = elements_of(load<T, E>(bytes(from.data() + 1)));
    for (std::size_t i = 0; i < count<T>; ++i) CHECK(loaded[i] == static_cast<T>(from[i + 1]));
    std::vector<E> to(from.size(), E(1));
    store<T, E>(reinterpret_cast<std::byte*>(to.data() + 1), load<T, E>(bytes(from.data() + 1)));
    from.front() = from.back() = E(1);
    CHECK(to == from);
}

}  // namespace

TEST_CASE_TEMPLATE("batch: elements of every type, converted as they are read and written", T, float, double) {
    check_memory<T, float>();
    check_memory<T, double>();
    check_memory<T, std::uint8_t>();
    check_memory<T, std::int8_t>();
    check_memory<T, std::uint16_t>();
    check_memory<T, std::int16_t>();
    check_memory<T, std::int32_t>();
    check_memory<T, std::uint32_t>();
    check_memory<T, std::int64_t>();
    check_memory<T, std::uint64_t>();
    bool bits[count<T>];
    for (std::size_t i = 0; i < count<T>; ++i) bits[i] = i % 3 == 0;
    const auto loaded = elements_of(load<T, bool>(bytes(bits)));
    for (std::size_t i = 0; i < count<T>; ++i) CHECK(loaded[i] == (bits[i] ? T(1) : T(0)));
}

TEST_CASE_TEMPLATE("batch: rows become columns", T, float, double) {
    batch<T> v[count<T>];
    for (std::size_t i = 0; i < count<T>; ++i) v[i] = vector<T>(100. * static_cast<double>(i));
    transpose<T>(v);
    for (std::size_t i = 0; i < count<T>; ++i) CHECK(elements_of(v[i]) == ascending<T>(count<T>, static_cast<double>(i), 100));
}

TEST_CASE_TEMPLATE("batch: every second element, without what lies behind the last one", T, float, double) {
    const std::size_t n = 2 * count<T> - 1;
    const std::vector<T> from = ascending<T>(n);  // exactly what may be read
    CHECK(elements_of(load_every_second(from.data())) == ascending<T>(count<T>, 0, 2));
    std::vector<T> to(n, T(-1));
    store_every_second(to.data(), vector<T>(5));
    for (std::size_t i = 0; i < n; ++i) CHECK(to[i] == (i % 2 == 0 ? static_cast<T>(5 + i / 2) : T(-1)));
}

TEST_CASE_TEMPLATE("batch: some lanes", T, float, double) {
    constexpr int n = lanes<T>;
    const auto inf = std::numeric_limits<T>::infinity();
    for (int from = 0; from <= n; ++from)
        for (int to = from; to <= n; ++to) {
            const auto e = elements_of(choose<T>(lanes_between<T>(from, to), vector<T>(1), batch<T>(-inf)));
            for (int l = 0; l < n; ++l) CHECK(e[static_cast<std::size_t>(l)] == (l >= from && l < to ? static_cast<T>(l + 1) : -inf));
        }
    const auto v = vector<T>(3);
    CHECK(none_between<T>(v, T(1), T(2)));
    CHECK(!none_between<T>(v, T(1), T(3)));
    CHECK(none_between<T>(v, static_cast<T>(n + 3), static_cast<T>(n + 9)));
    CHECK(none_between<T>(batch<T>(std::numeric_limits<T>::quiet_NaN()), -inf, inf));
    const T last = static_cast<T>(n + 2);
    CHECK(all_between<T, 2>({v, v}, {T(3), T(0)}, {last, inf}));
    CHECK(!all_between<T, 2>({v, v}, {T(3), T(4)}, {last, inf}));
    CHECK(!all_between<T, 2>({v, v}, {T(3), T(3)}, {last, last - 1}));
    CHECK(!all_between<T, 1>({batch<T>(std::numeric_limits<T>::quiet_NaN())}, {-inf}, {inf}));
}

TEST_CASE_TEMPLATE("batch: vectors that begin between two others", T, float, double) {
    const auto a = vector<T>(0), b = vector<T>(static_cast<double>(count<T>));
    CHECK(elements_of(columns_before<1>(a, b)) == ascending<T>(count<T>, static_cast<double>(count<T>) - 1));
    CHECK(elements_of(columns_before<2>(a, b)) == ascending<T>(count<T>, static_cast<double>(count<T>) - 2));
    CHECK(elements_of(columns_before<lanes<T>>(a, b)) == elements_of(a));
    if constexpr (has_between<T>) {
        const auto half = vector<T>(static_cast<double>(count<T>) / 2);
        CHECK(elements_of(between<1>(a, half)) == ascending<T>(count<T>, 1));
        CHECK(elements_of(between<lanes<T> / 2 - 1>(a, half)) == ascending<T>(count<T>, static_cast<double>(count<T>) / 2 - 1));
    }
}

TEST_CASE_TEMPLATE("batch: elements at offsets, and their neighbours", T, float, double) {
    const std::array<int, 3> step{1, 10, 1000};  // from the last axis on
    std::array<batch<T>, 3> index{vector<T>(1), vector<T>(0.75, 2), vector<T>(9, -1)};
    for (auto& i : index) i = choose<T>(i >= batch<T>(T(0)), i, batch<T>(T(0)));
    std::int32_t offset[count<T>];
    offsets_of<T>(offset, index, step);
    auto whole = [&](std::size_t axis, std::size_t l) { return static_cast<std::int32_t>(elements_of(index[axis])[l]); };
    for (std::size_t l = 0; l < count<T>; ++l) CHECK(offset[l] == whole(0, l) * 1000 + whole(1, l) * 10 + whole(2, l));

    const auto floats = ascending<T>(64, 0, 0.5);
    const auto integers = ascending<std::uint8_t>(64, 100);
    std::int32_t at[count<T>];
    for (std::size_t l = 0; l < count<T>; ++l) at[l] = static_cast<std::int32_t>((l * 37 + 5) % 63);
    at[0] = 62, at[1] = 0;  // the last pair there is, and the first
    batch<T> left, right;
    load_pairs<T>(floats.data(), at, left, right);
    for (std::size_t l = 0; l < count<T>; ++l) {
        CHECK(elements_of(left)[l] == floats[static_cast<std::size_t>(at[l])]);
        CHECK(elements_of(right)[l] == floats[static_cast<std::size_t>(at[l]) + 1]);
    }
    load_pairs<T>(integers.data(), at, left, right);
    for (std::size_t l = 0; l < count<T>; ++l) {
        CHECK(elements_of(left)[l] == static_cast<T>(at[l] + 100));
        CHECK(elements_of(right)[l] == static_cast<T>(at[l] + 101));
    }
    CHECK(elements_of(load_single<T>(floats.data(), at)) == [&] {
        std::vector<T> e;
        for (std::int32_t i : at) e.push_back(floats[static_cast<std::size_t>(i)]);
        return e;
    }());
}

TEST_CASE_TEMPLATE("batch: indices limited to an array, where the machine has such vectors", T, float, double) {
    using vector_of_offsets = offset_vector<T>;
    if constexpr (vector_of_offsets::exists) {
        std::vector<T> index = ascending<T>(count<T>, -1.5);
        index[count<T> - 1] = std::numeric_limits<T>::quiet_NaN(), index[0] = -std::numeric_limits<T>::infinity(),
                         index[1] = std::numeric_limits<T>::infinity();
        const auto limited = vector_of_offsets::clamp(batch<T>::load_unaligned(index.data()), T(2));
        std::int32_t offset[count<T>];
        static_assert(sizeof limited == sizeof offset);
        std::memcpy(offset, &limited, sizeof offset);
        for (std::size_t l = 0; l < count<T>; ++l)
            CHECK(offset[l] == (std::isnan(index[l]) ? 0 : static_cast<std::int32_t>(std::fmin(std::fmax(index[l], T(0)), T(2)))));
    }
}

TEST_CASE_TEMPLATE("batch: the negative of zero is a negative zero", T, float, double) {
    for (const T e : elements_of(negation<batch<T>>::of(batch<T>(T(0))))) CHECK(std::signbit(e));
    CHECK(elements_of(negation<batch<T>>::of(vector<T>(1))) == ascending<T>(count<T>, -1, -1));
}
