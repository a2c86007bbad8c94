#pragma once

#include <cmath>

#include "state.hpp"

namespace xgrad {

struct adam_options {
    double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
};

/// What adam and adamw share; they differ in where the weight decay goes.
template <bool Decoupled>
class adam_family {
public:
    adam_options options;
    adam_family(adam_options o) : options(o) {}

    template <class Parameter, class Gradient>
    void step(Parameter& parameter, const Gradient& gradient) {
        const adam_options& o = options;
        const auto t = static_cast<double>(state_.steps + 1);
        const double rate = o.learning_rate / (1 - std::pow(o.beta1, t)), scale = std::sqrt(1 - std::pow(o.beta2, t));
        state_.step(parameter, gradient, [&]<class V>(V& p, V g, V& m, V& v) {
            using T = typename V::value_type;
            auto number = [](double x) { return V(static_cast<T>(x)); };
            if (o.weight_decay != 0) {
                if (Decoupled) p = p * number(1 - o.learning_rate * o.weight_decay);
                else g = g + number(o.weight_decay) * p;
            }
            m = m + number(1 - o.beta1) * (g - m);
            v = number(o.beta2) * v + number(1 - o.beta2) * (g * g);
            p = p - number(rate) * (m / (sqrt(v) / number(scale) + number(o.epsilon)));
        });
    }
    void save(std::ostream& out) const { state_.save(out); }
    void load(std::istream& in) { state_.load(in); }

private:
    optimizer_state<2> state_;
};

/// `adam optimizer({.learning_rate = 0.01})`, then `optimizer.step(parameter, gradient)`: Adam (Kingma and Ba, 2015) with
/// torch.optim.Adam's formulas: g += weight_decay p; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p -= learning_rate / (1 -
/// beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon). One optimiser for each parameter: a dense array or a number. `options` may change
/// between steps. Throws shape_error for another shape than before.
class adam : public adam_family<false> {
public:
    adam(adam_options o = {}) : adam_family(o) {}
};

/// `adamw optimizer({.weight_decay = 0.01})`: Adam with decoupled weight decay (Loshchilov and Hutter, 2019), torch.optim.AdamW:
/// p *= 1 - learning_rate weight_decay before the step. Its default weight decay is 0.01.
class adamw : public adam_family<true> {
public:
    adamw(adam_options o = {.weight_decay = 0.01}) : adam_family(o) {}
};

}  // namespace xgrad
