#include "denoisers.hpp"

#include <xgrad/optimize.hpp>
#include <xgrad/xgrad.hpp>

namespace xg = xgrad;

// [others]
constexpr auto blur = [](auto image, auto sigma) { return xg::gaussian_blur(image, sigma, xg::radius<4>); };

constexpr auto energy = [](auto u, auto noisy, auto lambda) { return xg::mse(u, noisy) + lambda * xg::total_variation(u); };
// [/others]

// [smooth]
constexpr auto smooth = [](auto image) {
    auto means = [](auto x) { return xg::avg_pool2d(x, xg::window<3>, xg::stride<1>, xg::padding<1>, xg::count_include_pad<false>); };
    return means(means(image));
};
// [/smooth]

namespace docs {

grey_image smoothed(const grey_image& image) { return xg::evaluate(smooth)(image); }
grey_image blurred(const grey_image& image, float sigma) { return xg::evaluate(blur)(image, sigma); }

grey_image least_energy(const grey_image& noisy, float lambda) {
    grey_image u = noisy;
    auto slope = xg::plan(xg::grad<0>(energy), u, noisy, lambda);
    xg::adam optimizer;
    for (int i = 0; i < 200; ++i) {
        optimizer.options.learning_rate = 0.02 / (1 + 0.05 * i);
        optimizer.step(u, slope(u, noisy, lambda));
    }
    return u;
}

} // namespace docs
