#pragma once

#include "state.hpp"

namespace xgrad {

struct sgd_options {
    double learning_rate = 1e-3, momentum = 0, dampening = 0, weight_decay = 0;
    bool nesterov = false;
};

/// `sgd descent({.learning_rate = 0.1, .momentum = 0.9})`, then `descent.step(parameter, gradient)`: stochastic gradient descent with
/// PyTorch's formulas and options (torch.optim.SGD): g += weight_decay p; b = momentum b + (1 - dampening) g, b = g at the first step; p -=
/// learning_rate b, or with nesterov (g + momentum b). One optimiser for each parameter: a dense array or a number. `options` may change
/// between steps. Throws shape_error for another shape than before.
class sgd {
public:
    sgd_options options;
    sgd(sgd_options o = {}) : options(o) {}

    template <class Parameter, class Gradient>
    void step(Parameter& parameter, const Gradient& gradient) {
        const sgd_options& o = options;
        const bool first = state_.steps == 0;
        state_.step(parameter, gradient, [&]<class V>(V& p, V g, V& b) {
            using T = typename V::value_type;
            auto number = [](double x) { return V(static_cast<T>(x)); };
            if (o.weight_decay != 0) g = g + number(o.weight_decay) * p;
            if (o.momentum != 0) {
                b = first ? g : number(o.momentum) * b + number(1 - o.dampening) * g;
                g = o.nesterov ? g + number(o.momentum) * b : b;
            }
            p = p - number(o.learning_rate) * g;
        });
    }
    void save(std::ostream& out) const { state_.save(out); }
    void load(std::istream& in) { state_.load(in); }

private:
    optimizer_state<1> state_;
};

}  // namespace xgrad
