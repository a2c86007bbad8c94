#include "registration.hpp"

#include <xgrad/optimize.hpp>
#include <xgrad/xgrad.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>

namespace docs {
namespace {

// [model]
/// The weighted difference of the moving image, warped, and the fixed one. The matrix base + delta[0] along[0] + delta[1] along[1] + ...
/// (2, 3) takes the pixels of the fixed image to those of the moving one.
constexpr auto residuals = [](auto delta, auto base, auto along, auto moving, auto fixed, auto weight) {
    namespace xg = xgrad;
    auto change = xg::sum(along * xg::view(delta, xg::all, xg::newaxis, xg::newaxis), xg::axes<0>);
    return weight * (xg::warp_affine(moving, base + change, xg::shape_of(fixed)) - fixed);
};
// [/model]

// [half]
/// The means of 4 x 4 pixels of a smoothed image: pixel (i, j) lies at (2 i + 1/2, 2 j + 1/2). `xg::pyramid_down` would do, too, and
/// compiles longer.
constexpr auto half = [](auto image) {
    namespace xg = xgrad;
    constexpr auto inside = xg::count_include_pad<false>;
    return xg::avg_pool2d(
        xg::avg_pool2d(image, xg::window<3>, xg::stride<1>, xg::padding<1>, inside), xg::window<4>, xg::stride<2>, xg::padding<1>, inside);
};
// [/half]

} // namespace

// [matrix]
std::array<double, 6> matrix_elements(const motion& m, const centres& about) {
    const auto [ty, tx, angle, log_scale, stretch, shear] = m;
    const double c = std::exp(log_scale) * std::cos(angle), s = std::exp(log_scale) * std::sin(angle), k = std::exp(stretch);
    const double a = c * k, b = c * shear + s / k, d = -s * k, e = c / k - s * shear;
    const auto [row, column] = about.fixed;
    return {a, b, about.moving[0] + ty - a * row - b * column, d, e, about.moving[1] + tx - d * row - e * column};
}
matrix matrix_of(const motion& m, const centres& about) {
    const auto elements = matrix_elements(m, about);
    matrix out({2, 3});
    std::copy(elements.begin(), elements.end(), out.begin());
    return out;
}
/// The derivatives of the matrix, (6, 2, 3), by the numbers of the motion that are free; 0 for the others, which then stay.
xt::xtensor<float, 3> directions(const motion& m, const centres& about, const std::array<bool, 6>& free) {
    xt::xtensor<float, 3> out({6, 2, 3}, 0);
    for (std::size_t k = 0; k < 6; ++k) {
        const double h = 1e-5;
        motion less = m, more = m;
        less[k] -= h, more[k] += h;
        const auto low = matrix_elements(less, about), high = matrix_elements(more, about);
        for (std::size_t i = 0; i < 6 && free[k]; ++i) out.data()[6 * k + i] = float((high[i] - low[i]) / (2 * h));
    }
    return out;
}
// [/matrix]

centres centres_of(const grey_image& fixed, const grey_image& moving, int level) {
    const auto middle = [&](std::size_t n) { return std::ldexp(0.5 * double(n), -level) - 0.5; };
    return {{middle(fixed.shape(0)), middle(fixed.shape(1))}, {middle(moving.shape(0)), middle(moving.shape(1))}};
}

grey_range range_of(const grey_image& image, const grey_image& weight) {
    double sum = 0, squares = 0;
    grey_range r;
    for (std::size_t i = 0; i < image.size(); ++i)
        if (weight.data()[i] != 0) {
            const double v = double(image.data()[i]);
            sum += v, squares += v * v, ++r.pixels;
        }
    if (r.pixels == 0) return r;
    r.mean = sum / double(r.pixels);
    r.deviation = std::sqrt(std::max(0., squares / double(r.pixels) - r.mean * r.mean));
    return r;
}
grey_image filled(const grey_image& like, float value) { return grey_image(like.shape(), value); }

namespace {

void put_in_deviations(grey_image& out, const grey_image& image, const grey_range& r) {
    const double least = 1e-6; // flatter than any 16-bit file
    const float mean = float(r.mean), scale = float(1 / std::max(r.deviation, least));
    for (std::size_t i = 0; i < image.size(); ++i) out.data()[i] = (image.data()[i] - mean) * scale;
}
xt::xtensor<float, 3> no_directions() { return xt::xtensor<float, 3>({6, 2, 3}, 0); }

/// Warps images onto the grid of `fixed`: they are the residuals for a black image and the weight 1. The program is the one that Levenberg
/// and Marquardt's steps need anyway.
class warper {
public:
    warper(const grey_image& fixed, const grey_image& moving)
        : black_(filled(fixed, 0)), ones_(filled(fixed, 1)),
          program_(xgrad::plan(xgrad::jvp<0>(residuals), none_, matrix_, along_, moving, black_, ones_, none_)) {}
    const grey_image& operator()(const matrix& a, const grey_image& moving) {
        return std::get<0>(program_(none_, a, along_, moving, black_, ones_, none_));
    }

private:
    xt::xtensor<float, 1> none_{0, 0, 0, 0, 0, 0};
    matrix matrix_{{0, 0, 0}, {0, 0, 0}};
    xt::xtensor<float, 3> along_ = no_directions();
    grey_image black_, ones_;
    decltype(xgrad::plan(xgrad::jvp<0>(residuals), none_, matrix_, along_, black_, black_, ones_, none_)) program_;
};

} // namespace

grey_image warped(const matrix& a, const grey_image& moving, const grey_image& fixed) { return warper(fixed, moving)(a, moving); }

// [inside]
/// 1 for the pixels of the fixed image that lie inside the moving one, by a pixel at least; else 0.
grey_image inside(const matrix& a, const grey_image& fixed, const grey_image& moving) {
    grey_image in = filled(fixed, 0);
    const auto rows = float(moving.shape(0) - 1), columns = float(moving.shape(1) - 1);
    for (std::size_t i = 0; i < in.shape(0); ++i)
        for (std::size_t j = 0; j < in.shape(1); ++j) {
            const float y = a(0, 0) * float(i) + a(0, 1) * float(j) + a(0, 2), x = a(1, 0) * float(i) + a(1, 1) * float(j) + a(1, 2);
            in(i, j) = y >= 1 && y <= rows - 1 && x >= 1 && x <= columns - 1;
        }
    return in;
}
// [/inside]

namespace {

/// One level of the pyramid: both images and the plans for their shapes.
class registration_level {
public:
    std::vector<double> seconds{}; ///< of each step
    double overlap = 1;            ///< the part of the fixed image that the weights take

    registration_level(const grey_image& fixed, const grey_image& moving, const free_numbers& free, const centres& about)
        : fixed_(fixed), moving_(moving), weight_(fixed), free_(free), about_(about) {}

    // [weights]
    /// The weights are data: 1 for the pixels of the fixed image that lie inside the moving one by now, or for all of them. Both images are
    /// scaled to the mean 0 and the deviation 1 there. A step that moves a pixel out pays for it: the pixel then counts as grey as the
    /// mean.
    void prepare(const motion& m, bool everywhere) {
        const matrix a = matrix_of(m, about_);
        weight_ = everywhere ? filled(fixed_, 1) : inside(a, fixed_, moving_);
        const grey_range f = range_of(fixed_, weight_);
        const grey_range w = everywhere ? range_of(moving_, filled(moving_, 1)) : range_of(warp_(a, moving_), weight_);
        overlap = double(f.pixels) / double(fixed_.size());
        put_in_deviations(fixed_data_, fixed_, f);
        put_in_deviations(moving_data_, moving_, w);
        const float scale = 1 / std::sqrt(float(std::max<std::size_t>(f.pixels, 1)));
        for (float& w : weight_) w *= scale;
    }
    // [/weights]

    // [step]
    /// One step of Levenberg and Marquardt; the mean square after it.
    double step(motion& m) {
        const auto began = std::chrono::steady_clock::now();
        base_ = matrix_of(m, about_), along_ = directions(m, about_, free_), delta_ = zero_;
        const double loss = fit_.step(delta_, base_, along_, moving_data_, fixed_data_, weight_);
        for (std::size_t k = 0; k < 6; ++k) m[k] += double(delta_(k));
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
        return loss;
    }
    // [/step]

    /// Steps until the loss no longer falls; the last loss.
    double minimize(motion& m, int steps, std::vector<double>* losses = nullptr) {
        double loss = 1e300;
        for (int s = 0; s < steps; ++s) {
            const double before = loss;
            loss = step(m);
            if (losses) losses->push_back(loss);
            if (!(loss < before * (1 - 1e-5))) break;
        }
        return loss;
    }

private:
    using numbers = xt::xtensor<float, 1>;
    const grey_image &fixed_, &moving_;
    grey_image weight_, fixed_data_ = fixed_, moving_data_ = moving_;
    free_numbers free_;
    centres about_;
    numbers zero_{0, 0, 0, 0, 0, 0}, delta_ = zero_;
    matrix base_{{0, 0, 0}, {0, 0, 0}};
    xt::xtensor<float, 3> along_ = no_directions();
    warper warp_{fixed_, moving_};
    xgrad::gauss_newton<std::remove_const_t<decltype(residuals)>, numbers, matrix, xt::xtensor<float, 3>, grey_image, grey_image,
        grey_image>
        fit_{residuals, {.damping = 1e-3}, zero_, base_, along_, moving_, fixed_, weight_};
};

}  // namespace

std::vector<grey_image> pyramid(const grey_image& image, std::size_t levels) {
    std::vector<grey_image> out{image};
    while (out.size() < levels) out.push_back(xgrad::evaluate(half)(out.back()));
    return out;
}
std::size_t least_extent(const grey_image& image) { return std::min(image.shape(0), image.shape(1)); }
std::size_t levels_for(const grey_image& fixed, const grey_image& moving) {
    std::size_t least = std::min(least_extent(fixed), least_extent(moving)), levels = 1;
    for (; least >= 48; least /= 2) ++levels;
    return levels;
}

// [coarse_to_fine]
/// Registers from the coarsest level to the finest. `starts` are for the full resolution; the best of them at the coarsest level, where
/// every pixel counts, goes on. `tell` hears of the loss three times at every level.
registered register_pair(const grey_image& fixed, const grey_image& moving, const free_numbers& free, const std::vector<motion>& starts,
    const std::function<void(double loss)>& tell) {
    const std::size_t levels = levels_for(fixed, moving);
    const auto fixed_levels = pyramid(fixed, levels), moving_levels = pyramid(moving, levels);
    registered result;
    for (std::size_t level = levels; level-- > 0;) {
        const double size = std::ldexp(1, -int(level));  // a pixel of the full resolution, in this level's
        registration_level at(fixed_levels[level], moving_levels[level], free, centres_of(fixed, moving, int(level)));
        const auto scaled = [](motion m, double by) {
            m[0] *= by, m[1] *= by;
            return m;
        };
        motion m = scaled(result.m, size);
        if (level + 1 == levels) {
            double least = 1e300;
            for (const motion& start : starts) {
                motion tried = scaled(start, size);
                at.prepare(tried, true);
                std::vector<double> losses;
                const double loss = at.minimize(tried, 40, &losses);
                if (loss < least) least = loss, m = tried, result.losses = losses;
            }
        }
        for (int round = 0; round < 3; ++round) {
            at.prepare(m, false);
            if (at.overlap < 0.2) throw std::runtime_error("the pictures were not found to have a common part");
            result.loss = at.minimize(m, 8, &result.losses);
            result.overlap = at.overlap;
            if (tell) tell(result.loss);
        }
        result.level_ends.push_back(result.losses.size());
        result.m = scaled(m, 1 / size);
        const auto middle = at.seconds.begin() + std::ptrdiff_t(at.seconds.size() / 2);
        std::nth_element(at.seconds.begin(), middle, at.seconds.end());
        result.seconds = *middle;
    }
    return result;
}
// [/coarse_to_fine]

}  // namespace docs
