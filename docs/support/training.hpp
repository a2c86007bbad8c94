#pragma once
// Learns by steps of an optimiser; see walkthroughs/learned_filter.md.

#include "image.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace docs {

/// What a training looked like.
struct history {
    std::vector<double> quality{};   ///< the PSNR before each step
    double seconds = 0;              ///< of a step, the median
    std::size_t workspace_bytes = 0; ///< of the plan
};
/// Calls `step`, which takes a learning rate and gives the loss.
history train(const char* name, const std::function<float(double)>& step);

/// A layer of 3 x 3 kernels, and one that makes one channel of its channels.
struct network_weights {
    xt::xtensor<float, 4> w1, w2;
    xt::xtensor<float, 1> b1, b2;
};
/// Learns the weights that make the truth of the noisy image.
history learn_network(network_weights& weights, const grey_image& noisy, const grey_image& truth);
grey_image by_network(const grey_image& image, const network_weights& weights);

} // namespace docs
