#pragma once

#include "state.hpp"

namespace xgrad {

struct rmsprop_options {
    double learning_rate = 1e-2, alpha = 0.99, epsilon = 1e-8, weight_decay = 0, momentum = 0;
    bool centered = false;
};

/// `rmsprop optimizer({.learning_rate = 0.01})`, then `optimizer.step(parameter, gradient)`: torch.optim.RMSprop (Hinton, 2012; centred:
/// Graves, 2013): g += weight_decay p; v = alpha v + (1 - alpha) g^2; centred: a = alpha a + (1 - alpha) g and v - a^2 in place of v; b =
/// momentum b + g / (sqrt(v) + epsilon); p -= learning_rate b. One optimiser for each parameter: a dense array or a number. `options` may
/// change between steps. Throws shape_error for another shape than before.
class rmsprop {
public:
    rmsprop_options options;
    rmsprop(rmsprop_options o = {}) : options(o) {}

    template <class Parameter, class Gradient>
    void step(Parameter& parameter, const Gradient& gradient) {
        const rmsprop_options& o = options;
        state_.step(parameter, gradient, [&]<class V>(V& p, V g, V& v, V& a, V& b) {
            using T = typename V::value_type;
            auto number = [](double x) { return V(static_cast<T>(x)); };
            if (o.weight_decay != 0) g = g + number(o.weight_decay) * p;
            v = number(o.alpha) * v + number(1 - o.alpha) * (g * g);
            V mean_square = v;
            if (o.centered) {
                a = a + number(1 - o.alpha) * (g - a);
                mean_square = v - a * a;
            }
            V step = g / (sqrt(mean_square) + number(o.epsilon));
            if (o.momentum > 0) step = b = number(o.momentum) * b + step;
            p = p - number(o.learning_rate) * step;
        });
    }
    void save(std::ostream& out) const { state_.save(out); }
    void load(std::istream& in) { state_.load(in); }

private:
    optimizer_state<3> state_;
};

}  // namespace xgrad
