#include "volume.hpp"

#include <xgrad/optimize/adam.hpp>
#include <xgrad/optimize/schedule.hpp>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <stdexcept>

namespace xg = xgrad;

namespace docs {

// [chain]
/// From the voxels of the fixed volume to millimetres, moved about the fixed volume's middle, and on to the voxels of the moving one.
affine between_voxels(const rigid_motion& m, const volume& fixed, const volume& moving) {
    return after(to_voxels(moving), after(rigid(m, middle_of(fixed)), to_world(fixed)));
}
/// The derivative by the six numbers of a motion, from that by the twelve of the matrix.
static rigid_motion by_motion(const voxel_matrix& by_matrix, const rigid_motion& m, const volume& fixed, const volume& moving) {
    rigid_motion out;
    for (std::size_t k = 0; k < 6; ++k) {
        const double h = 1e-4;
        rigid_motion less = m, more = m;
        less(k) -= h, more(k) += h;
        const affine low = between_voxels(less, fixed, moving), high = between_voxels(more, fixed, moving);
        out(k) = 0;
        for (std::size_t i = 0; i < 12; ++i) out(k) += double(by_matrix.data()[i]) * (high.data()[i] - low.data()[i]) / (2 * h);
    }
    return out;
}
// [/chain]

// [weights]
/// The weights are data: equal for the voxels of the fixed volume that lie inside the moving one by now, 0 for the others; their sum is 1.
static void weigh(voxels& weight, const affine& to_moving, const volume& fixed, const volume& moving) {
    weight = inside(to_moving, fixed.values, moving.values);
    const float count = std::accumulate(weight.begin(), weight.end(), 0.f);
    if (count < 0.2f * float(weight.size() - std::size_t(std::count(fixed.values.begin(), fixed.values.end(), 0.f))))
        throw std::runtime_error("the volumes were not found to have a common part");
    for (float& w : weight) w /= count;
}
// [/weights]

// [descend]
registered_volumes register_volumes(const volume& fixed, const volume& moving, const std::function<void(double)>& tell) {
    registered_volumes found;
    for (const bool coarse : {true, false}) { // degrees and millimetres are the same at both levels
        const volume f = coarse ? halved(fixed) : fixed, m = coarse ? halved(moving) : moving;
        voxel_matrix matrix;
        voxels weight = f.values;
        const auto slope = slope_between(f.values, m.values); // a plan
        xg::adam optimizer;
        const xg::cosine_schedule rate{.rate = coarse ? 0.5 : 0.1, .steps = 100};
        for (std::int64_t step = 0; step < rate.steps; ++step) {
            const auto began = std::chrono::steady_clock::now();
            const affine to_moving = between_voxels(found.motion, f, m);
            if (step % 20 == 0) weigh(weight, to_moving, f, m);
            std::copy(to_moving.begin(), to_moving.end(), matrix.begin());
            const auto [value, by_matrix] = slope(matrix, weight);
            optimizer.options.learning_rate = rate(step);
            optimizer.step(found.motion, by_motion(by_matrix, found.motion, f, m));
            found.losses.push_back(value);
            if (!coarse) found.seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
            tell(found.losses.back());
        }
    }
    return found;
}
// [/descend]

} // namespace docs
