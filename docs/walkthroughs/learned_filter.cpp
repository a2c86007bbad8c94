// Learns filters that remove the noise of an MR slice; see learned_filter.md.
#include "support/image.hpp"
#include "support/plot.hpp"
#include "support/png.hpp"
#include "support/progress.hpp"
#include "support/walkthrough.hpp"

#include <xgrad/optimize.hpp>
#include <xgrad/xgrad.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>

namespace xg = xgrad;

// [filter]
/// Every pixel becomes a weighted sum of its neighbours.
constexpr auto filter = [](auto image, auto kernel) { return xg::correlate(image, kernel, xg::replicate); };

constexpr auto filter_loss = [](auto noisy, auto truth, auto kernel) { return xg::mse(filter(noisy, kernel), truth); };
// [/filter]

// [network]
/// Two layers guess the noise, which is taken off.
constexpr auto network = [](auto image, auto w1, auto b1, auto w2, auto b2) {
    auto channels = xg::view(image, xg::newaxis, xg::ellipsis); // (1, H, W)
    auto hidden = xg::relu(xg::conv2d(channels, w1, b1, xg::same, xg::replicate));
    auto noise = xg::conv2d(hidden, w2, b2, xg::same, xg::replicate);
    return image - xg::view(noise, xg::at<0>, xg::ellipsis);
};

constexpr auto network_loss = [](auto noisy, auto truth, auto w1, auto b1, auto w2, auto b2) {
    return xg::mse(network(noisy, w1, b1, w2, b2), truth);
};
// [/network]

// [others]
constexpr auto blur = [](auto image, auto sigma) { return xg::gaussian_blur(image, sigma, xg::radius<6>, xg::replicate); };

constexpr auto energy = [](auto u, auto noisy, auto lambda) { return xg::mse(u, noisy) + lambda * xg::total_variation(u); };
// [/others]

namespace {

using array1 = xt::xtensor<float, 1>;
using array4 = xt::xtensor<float, 4>;

template <class... Value>
std::string text(const char* format, Value... value) {
    char buffer[256];
    std::snprintf(buffer, sizeof buffer, format, value...);
    return buffer;
}
double decibels(double mse) { return -10 * std::log10(mse); }
double psnr(const docs::grey_image& image, const docs::grey_image& truth) {
    double sum = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) sum += std::pow(double(image.data()[i]) - double(truth.data()[i]), 2);
    return decibels(sum / double(truth.size()));
}

// [noise]
docs::grey_image with_noise(docs::grey_image image, unsigned seed) {
    std::mt19937 bits(seed);
    std::normal_distribution<float> noise(0, 0.08f);
    for (float& pixel : image) pixel += noise(bits);
    return image;
}
// [/noise]

struct training {
    std::vector<double> losses;
    double milliseconds = 0; // per step
};

void learn(const docs::paths& paths) {
    const docs::grey_image truth = docs::read_grey(paths.picture);
    const docs::grey_image noisy = with_noise(truth, 1);
    const auto now = [] { return std::chrono::steady_clock::now(); };
    auto began = now();
    // [train_filter]
    xt::xtensor<float, 2> kernel({7, 7}, 0);
    kernel(3, 3) = 1; // changes nothing yet
    auto step = xg::plan(xg::value_and_grad<2>(filter_loss), noisy, truth, kernel);
    xg::adam optimizer;
    const std::int64_t steps = 400;
    const xg::cosine_schedule rate{0.02, steps};
    training t;
    for (std::int64_t i = 0; i < steps; ++i) {
        const auto& [loss, gradient] = step(noisy, truth, kernel);
        optimizer.options.learning_rate = rate(i);
        optimizer.step(kernel, gradient);
        t.losses.push_back(loss);
    }
    // [/train_filter]
    std::printf("filter %.2f s, %g -> %g dB\n", std::chrono::duration<double>(now() - began).count(), decibels(t.losses.front()), decibels(t.losses.back()));
    const auto held = with_noise(truth, 2);
    std::printf("held %g\n", psnr(xg::evaluate(filter)(held, kernel), truth));

    const char* e = std::getenv("C");
    const std::size_t C = e ? std::stoul(e) : 8, K = std::getenv("K") ? std::stoul(std::getenv("K")) : 3;
    array4 w1({C, 1, K, K}), w2({1, C, K, K}, 0);
    array1 b1({C}, 0), b2({1}, 0);
    std::mt19937 bits(3);
    std::normal_distribution<float> weight(0, std::sqrt(2.f / float(K * K)));
    for (float& w : w1) w = weight(bits);
    auto net = xg::plan(xg::value_and_grad<2, 3, 4, 5>(network_loss), noisy, truth, w1, b1, w2, b2);
    xg::adam ow1, ob1, ow2, ob2;
    const std::int64_t n = std::getenv("N") ? std::stol(std::getenv("N")) : 1000;
    const xg::cosine_schedule rate2{std::getenv("R") ? std::stod(std::getenv("R")) : 0.01, n};
    began = now();
    for (std::int64_t i = 0; i < n; ++i) {
        const auto& [loss, dw1, db1, dw2, db2] = net(noisy, truth, w1, b1, w2, b2);
        ow1.options.learning_rate = ob1.options.learning_rate = ow2.options.learning_rate = ob2.options.learning_rate = rate2(i);
        ow1.step(w1, dw1), ob1.step(b1, db1), ow2.step(w2, dw2), ob2.step(b2, db2);
        if (i % 100 == 0) std::printf("%ld %g\n", i, decibels(loss));
    }
    std::printf("net %.3f s\n", std::chrono::duration<double>(now() - began).count());
    std::printf("held %g\n", psnr(xg::evaluate(network)(held, w1, b1, w2, b2), truth));
    const docs::grey_image pd = docs::read_grey(paths.data("BrainProtonDensitySliceBorder20.png")), npd = with_noise(pd, 3);
    std::printf("pd %g filter %g net %g\n", psnr(npd, pd), psnr(xg::evaluate(filter)(npd, kernel), pd), psnr(xg::evaluate(network)(npd, w1, b1, w2, b2), pd));
    for (float s : {0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1.f, 1.2f}) std::printf("blur %g %g pd %g\n", s, psnr(xg::evaluate(blur)(held, s), truth), psnr(xg::evaluate(blur)(npd, s), pd));
    for (float lambda : {0.06f, 0.08f, 0.1f, 0.12f, 0.15f}) {
        docs::grey_image u = held;
        auto tv = xg::plan(xg::grad<0>(energy), u, held, lambda);
        xg::adam o;
        for (int i = 0; i < 200; ++i) {
            o.options.learning_rate = 0.02 / (1 + 0.05 * i);
            o.step(u, tv(u, held, lambda));
        }
        std::printf("tv %g %g\n", lambda, psnr(u, truth));
    }
}

} // namespace

int main(int argc, char** argv) { return docs::walkthrough(argc, argv, "BrainT1SliceBorder20.png", learn); }
