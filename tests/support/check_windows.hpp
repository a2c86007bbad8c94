#pragma once

// Windows over images of rank 3 in memory of any strides, and the plain loops that say which elements they have.

#include <vector>

#include <xgrad/ops/window/pooling.hpp>

#include "check.hpp"

using shape3 = std::array<std::size_t, 3>;
template <class T>
inline constexpr double epsilon = static_cast<double>(std::numeric_limits<T>::epsilon());

inline std::size_t flat(const shape3& shape, const shape3& at) { return (at[0] * shape[1] + at[1]) * shape[2] + at[2]; }
template <class F>
void each_index(const shape3& shape, F f) {
    for (std::size_t a = 0; a < shape[0]; ++a)
        for (std::size_t b = 0; b < shape[1]; ++b)
            for (std::size_t c = 0; c < shape[2]; ++c) f(shape3{a, b, c});
}

/// Random integers, or one number everywhere, in elements that are `gap` apart; what lies between them is not a number.
template <class T>
class strided {
public:
    strided(const shape3& shape, std::size_t gap) : strided(shape, gap, 0) {
        each_index(shape, [&](const shape3& at) { (*this)(at) = std::floor(random_number<T>({-4, 4})); });
    }
    strided(const shape3& shape, std::size_t gap, double all)
        : shape_(shape), gap_(gap), elements_(shape[0] * shape[1] * shape[2] * gap, static_cast<T>(not_a_number)) {
        each_index(shape, [&](const shape3& at) { (*this)(at) = static_cast<T>(all); });
    }
    T& operator()(const shape3& at) { return elements_[flat(shape_, at) * gap_]; }
    const T& operator()(const shape3& at) const { return elements_[flat(shape_, at) * gap_]; }
    xg::memory_view view() const {
        xg::memory_view v{reinterpret_cast<std::byte*>(const_cast<T*>(elements_.data())), {}, {}};
        for (const std::size_t n : shape_) v.extents.push_back(static_cast<std::ptrdiff_t>(n));
        v.strides = xg::dense_strides(v.extents, static_cast<std::ptrdiff_t>(gap_ * sizeof(T)));
        return v;
    }

private:
    shape3 shape_;
    std::size_t gap_;
    std::vector<T> elements_;
};

inline constexpr xg::window_geometry one_axis{{3}, {1}, {0}, {1}}, padded{{3, 2}, {2, 1}, {1, 1}, {1, 1}},
    dilated{{2, 3}, {1, 2}, {0, 1}, {3, 2}}, beyond{{3, 3}, {2, 2}, {1, 0}, {1, 1}, true},
    beyond_counted{{3, 3}, {2, 2}, {1, 1}, {1, 1}, true, true}, all_axes{{2, 3, 2}, {1, 2, 2}, {1, 0, 0}, {1, 1, 1}},
    thirds{{1, 2}, {1, 3}, {0, 0}, {1, 1}}, long_rows{{2, 37}, {1, 3}, {0, 5}, {1, 1}}, large{{17, 18}, {3, 1}, {0, 0}, {1, 1}};

template <auto Geometry>
shape3 result_extents(const xg::memory_view& image) {
    xg::failure problem;
    const auto extents = xg::pooling<Geometry>::result(problem, image.extents, nullptr);
    REQUIRE(!problem.any());
    return {static_cast<std::size_t>(extents[0]), static_cast<std::size_t>(extents[1]), static_cast<std::size_t>(extents[2])};
}

/// The elements of a window that lie in an image, in row-major order, and how many elements a mean counts.
struct plain_window {
    std::vector<shape3> elements;
    std::ptrdiff_t counted = 1;
};
template <auto Geometry>
plain_window window_at(const shape3& shape, const shape3& result) {
    constexpr int leading = 3 - Geometry.axes();
    std::array<std::vector<std::size_t>, 3> inside;
    plain_window w;
    for (int axis = 0; axis < 3; ++axis) {
        const auto s = static_cast<std::size_t>(axis);
        if (axis < leading) {
            inside[s].push_back(result[s]);
            continue;
        }
        const int a = axis - leading;
        const auto n = static_cast<std::ptrdiff_t>(shape[s]);
        std::ptrdiff_t counted = 0;
        for (std::ptrdiff_t k = 0; k < Geometry.size[a]; ++k) {
            const auto at = static_cast<std::ptrdiff_t>(result[s]) * Geometry.stride[a] - Geometry.padding[a] + k * Geometry.dilation[a];
            if (at >= 0 && at < n) inside[s].push_back(static_cast<std::size_t>(at));
            counted += Geometry.padding_counts ? at < n + Geometry.padding[a] : at >= 0 && at < n;
        }
        w.counted *= counted;
    }
    for (const std::size_t a : inside[0])
        for (const std::size_t b : inside[1])
            for (const std::size_t c : inside[2]) w.elements.push_back({a, b, c});
    return w;
}
