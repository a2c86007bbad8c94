#pragma once

#include <array>
#include <cstdint>
#include <istream>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "../engine/arrays.hpp"
#include "../engine/batch.hpp"
#include "../engine/executor.hpp"

namespace xgrad {

/// The memory of a parameter, or of its gradient: a number, or a dense row-major array.
template <class T>
struct dense_array {
    T* data;
    extent_list extents;
};
template <scalar T>
dense_array<T> dense(T& number) {
    return {&number, {}};
}
template <class A>
    requires array<std::remove_const_t<A>>
auto dense(A& a) {
    const memory_view m = memory_of(a);
    const auto strides = dense_strides(m.extents, sizeof(typename A::value_type));
    for (int k = 0; k < m.extents.rank; ++k)
        if (m.extents[k] > 1 && m.strides[k] != strides[k]) throw std::invalid_argument("xgrad: an optimiser takes dense row-major arrays");
    using T = std::conditional_t<std::is_const_v<A>, const typename A::value_type, typename A::value_type>;
    return dense_array<T>{reinterpret_cast<T*>(m.data), m.extents};
}

/// What an optimiser keeps beside a parameter: some arrays of the parameter's type and shape, zero at first, and the number of steps.
template <std::size_t Arrays>
class optimizer_state {
public:
    std::int64_t steps = 0;

    /// Runs update(parameter, gradient, state...) on vectors and stores what it makes of the parameter and the state; all of it is one
    /// pass, and nothing is allocated after the first step. Throws shape_error for arrays of unlike shapes or of another shape than
    /// before, std::invalid_argument for arrays that are not dense or of another element type than before.
    template <class Parameter, class Gradient, class Update>
    void step(Parameter& parameter, const Gradient& gradient, Update update) {
        using T = std::remove_cvref_t<decltype(*dense(parameter).data)>;
        static_assert(std::is_floating_point_v<T>, "xgrad: an optimiser changes arrays of float or double, or such numbers");
        static_assert(std::is_same_v<const T, std::remove_reference_t<decltype(*dense(gradient).data)>>,
            "xgrad: parameter and gradient have the same element type");
        const auto p = dense(parameter);
        const auto g = dense(gradient);
        if (!(p.extents == g.extents)) refuse("the parameter and the gradient have the shapes ", p.extents, " and ", g.extents);
        claim(p.extents, sizeof(T));
        ++steps;
        run(p.data, g.data, static_cast<std::size_t>(p.extents.size()), update, std::make_index_sequence<Arrays>{});
    }

    /// Binary, for machines of the same byte order.
    void save(std::ostream& out) const {
        const header h{header::known, Arrays, element_size_, steps, extents_};
        out.write(reinterpret_cast<const char*>(&h), sizeof h);
        out.write(reinterpret_cast<const char*>(memory_.data()), static_cast<std::streamsize>(memory_.size()));
        if (!out) throw std::runtime_error("xgrad: the state of an optimiser could not be written");
    }
    /// Throws std::runtime_error, and changes nothing, for what save has not written.
    void load(std::istream& in) {
        header h{};
        in.read(reinterpret_cast<char*>(&h), sizeof h);
        const bool known = in && h.magic == header::known && h.arrays == Arrays && h.element_size <= 8 && h.steps >= 0 && valid(h.extents);
        if (!known) throw std::runtime_error("xgrad: not the saved state of such an optimiser");
        std::vector<std::byte> memory(h.element_size == 0 ? 0 : Arrays * static_cast<std::size_t>(h.extents.size()) * h.element_size);
        in.read(reinterpret_cast<char*>(memory.data()), static_cast<std::streamsize>(memory.size()));
        if (!in) throw std::runtime_error("xgrad: the saved state of an optimiser is truncated");
        memory_ = std::move(memory);
        steps = h.steps, element_size_ = h.element_size, extents_ = h.extents;
    }

private:
    struct header {
        std::array<char, 8> magic;
        std::uint64_t arrays, element_size;
        std::int64_t steps;
        extent_list extents;
        static constexpr std::array<char, 8> known{'x', 'g', 'r', 'a', 'd', 'o', 'p', '1'};
    };
    static bool valid(const extent_list& e) {
        if (e.rank < 0 || e.rank > max_rank) return false;
        double elements = 1;
        for (int a = 0; a < e.rank; ++a) {
            if (e[a] < 0) return false;
            elements *= static_cast<double>(e[a]);
        }
        return elements < 1e15;
    }
    void claim(const extent_list& extents, std::size_t element_size) {
        if (element_size_ == 0) {
            memory_.assign(Arrays * static_cast<std::size_t>(extents.size()) * element_size, std::byte{0});
            extents_ = extents, element_size_ = element_size;
        } else if (!(extents == extents_)) refuse("the parameter has the shape ", extents, ", at the first step it had ", extents_);
        else if (element_size != element_size_)
            throw std::invalid_argument("xgrad: the parameter of an optimiser changes its element type");
    }
    [[noreturn]] static void refuse(const char* what, const extent_list& a, const char* also, const extent_list& b) {
        failure f;
        f << "xgrad: an optimiser's step: " << what << a << also << b;
        throw shape_error(std::string(f.message()));
    }
    template <class T, class Update, std::size_t... K>
    void run(T* p, const T* g, std::size_t n, Update update, std::index_sequence<K...>) {
        constexpr std::size_t width = static_cast<std::size_t>(lanes<T>);
        using V = batch<T>;
        [[maybe_unused]] T* const state = reinterpret_cast<T*>(memory_.data());
        auto one = [&](T* parameter, const T* gradient, std::array<T*, Arrays> kept) {
            V x = V::load_unaligned(parameter);
            std::array<V, Arrays> s{V::load_unaligned(kept[K])...};
            update(x, V::load_unaligned(gradient), s[K]...);
            x.store_unaligned(parameter);
            (s[K].store_unaligned(kept[K]), ...);
        };
        std::size_t i = 0;
        for (; i + width <= n; i += width) one(p + i, g + i, {state + K * n + i...});
        if (i == n) return;
        std::array<std::array<T, width>, 2 + Arrays> rest{};  // the last elements, in full vectors
        std::copy_n(p + i, n - i, rest[0].begin());
        std::copy_n(g + i, n - i, rest[1].begin());
        (std::copy_n(state + K * n + i, n - i, rest[2 + K].begin()), ...);
        one(rest[0].data(), rest[1].data(), {rest[2 + K].data()...});
        std::copy_n(rest[0].begin(), n - i, p + i);
        (std::copy_n(rest[2 + K].begin(), n - i, state + K * n + i), ...);
    }

    std::vector<std::byte> memory_;
    extent_list extents_;
    std::size_t element_size_ = 0;
};

}  // namespace xgrad
