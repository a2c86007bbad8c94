#include "training.hpp"

#include "progress.hpp"
#include "walkthrough.hpp"

#include "../../bench/timing.hpp"

#include <xgrad/optimize.hpp>
#include <xgrad/xgrad.hpp>

#include <chrono>
#include <cstdint>
#include <random>

namespace xg = xgrad;

// [network]
/// Two layers guess the noise, which is taken off.
constexpr auto network = [](auto image, auto w1, auto b1, auto w2, auto b2) {
    auto hidden = xg::relu(xg::conv2d(xg::view(image, xg::newaxis, xg::ellipsis), w1, b1, xg::same));
    auto noise = xg::conv2d(hidden, w2, b2, xg::same);
    return image - xg::view(noise, xg::at<0>, xg::ellipsis);
};

constexpr auto network_loss = [](auto w1, auto b1, auto w2, auto b2, auto noisy, auto truth) {
    return xg::mse(network(noisy, w1, b1, w2, b2), truth);
};
// [/network]

namespace docs {

// [train]
history train(const char* name, const std::function<float(double)>& step) {
    const std::int64_t steps = 600;
    const xg::cosine_schedule rate{.rate = 0.02, .steps = steps};
    progress bar(name, static_cast<std::size_t>(steps));
    history h;
    std::vector<double> seconds;
    for (std::int64_t i = 0; i < steps; ++i) {
        const auto began = std::chrono::steady_clock::now();
        const float loss = step(rate(i));
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
        h.quality.push_back(decibels(double(loss)));
        bar.step(text("%.2f dB", h.quality.back()));
    }
    h.seconds = bench::median(seconds);
    return h;
}
// [/train]

// [train_network]
history learn_network(network_weights& weights, const grey_image& noisy, const grey_image& truth) {
    auto& [w1, w2, b1, b2] = weights;
    w1 = xt::zeros<float>({8, 1, 3, 3}), w2 = xt::zeros<float>({1, 8, 3, 3}); // begins as the identity, too
    b1 = xt::zeros<float>({8}), b2 = xt::zeros<float>({1});
    std::mt19937 bits(3);
    std::normal_distribution<float> weight(0, 0.5f);
    for (float& w : w1) w = weight(bits);

    auto program = xg::plan(xg::value_and_grad<0, 1, 2, 3>(network_loss), w1, b1, w2, b2, noisy, truth);
    xg::adam for_w1, for_b1, for_w2, for_b2;
    const auto step = [&](double rate) {
        for (xg::adam* one : {&for_w1, &for_b1, &for_w2, &for_b2}) one->options.learning_rate = rate;
        const auto& [loss, d_w1, d_b1, d_w2, d_b2] = program(w1, b1, w2, b2, noisy, truth);
        for_w1.step(w1, d_w1);
        for_b1.step(b1, d_b1);
        for_w2.step(w2, d_w2);
        for_b2.step(b2, d_b2);
        return loss;
    };
    history h = train("network", step);
    h.workspace_bytes = program.workspace_bytes();
    return h;
}
// [/train_network]

grey_image by_network(const grey_image& image, const network_weights& weights) {
    return xg::evaluate(network)(image, weights.w1, weights.b1, weights.w2, weights.b2);
}

} // namespace docs
