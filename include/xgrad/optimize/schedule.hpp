#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace xgrad {

// Learning rates as functions of the step, which counts from 0: `optimizer.options.learning_rate = cosine_schedule(0.1, 200)(step)`.

/// rate gamma^floor(step / period): torch's StepLR.
struct step_schedule {
    double rate;
    std::int64_t period;
    double gamma = 0.1;
    double operator()(std::int64_t step) const { return rate * std::pow(gamma, static_cast<double>(step / period)); }
};
/// rate gamma^step: torch's ExponentialLR.
struct exponential_schedule {
    double rate, gamma;
    double operator()(std::int64_t step) const { return rate * std::pow(gamma, static_cast<double>(step)); }
};
/// From `rate` to `last` along half a cosine over `steps` steps, `last` from then on: torch's CosineAnnealingLR.
struct cosine_schedule {
    double rate;
    std::int64_t steps;
    double last = 0;
    double operator()(std::int64_t step) const {
        const double t =
            static_cast<double>(std::clamp<std::int64_t>(step, 0, steps)) / static_cast<double>(std::max<std::int64_t>(steps, 1));
        return last + (rate - last) * (1 + std::cos(std::numbers::pi * t)) / 2;
    }
};
/// Another schedule, scaled linearly from `start` to 1 over the first `steps` steps: torch's LinearLR before it.
template <class Schedule>
struct warm_up {
    Schedule then;
    std::int64_t steps;
    double start = 1. / 3;
    double operator()(std::int64_t step) const {
        const double t = steps > 0 ? std::min(1., static_cast<double>(step) / static_cast<double>(steps)) : 1.;
        return then(step) * (start + (1 - start) * t);
    }
};
template <class Schedule>
warm_up(Schedule, std::int64_t) -> warm_up<Schedule>;
template <class Schedule>
warm_up(Schedule, std::int64_t, double) -> warm_up<Schedule>;

}  // namespace xgrad
