#pragma once

#include <cmath>
#include <limits>
#include <stdexcept>
#include <tuple>

#include "../ops/pointwise/square.hpp"
#include "../ops/reduction/sum.hpp"
#include "../plan.hpp"
#include "least_squares.hpp"
#include "state.hpp"

namespace xgrad {

struct gauss_newton_options {
    double damping = 1e-3;     // of Levenberg and Marquardt, at first; 0: plain Gauss-Newton steps
    int iterations = 50;       // of minimize
    double tolerance = 1e-6;   // minimize ends when a step lowers the sum of squares by less than this part of it
};
struct gauss_newton_report {
    double loss;      // the sum of squares
    int iterations;
    bool converged;
};

template <class Residuals>
struct sum_of_squares_of {
    static constexpr auto squares(auto r) { return sum(square(r)); }
    constexpr auto operator()(auto... x) const { return squares(Residuals{}(x...)); }
};

/// `gauss_newton fit(residuals, {.damping = 1e-3}, parameters, data...)`, then `fit.step(parameters, data...)` or `fit.minimize(parameters,
/// data...)`: changes the parameters (a number, or a dense array of at most 64 numbers) so that the sum of the squares of
/// residuals(parameters, data...), an array of any shape, becomes small. A step solves (J^T J + damping diag(J^T J)) d = J^T r and moves by
/// -d (Levenberg, 1944; Marquardt, 1963): if that does not lower the sum, the damping grows tenfold and it tries again, else the damping
/// falls to a tenth. J comes from one jvp for each parameter and is kept, parameters times residuals. With damping 0 every step is taken. A
/// parameter on which no residual depends stays where it is; residuals that are not finite leave all of them there. The parameters and the
/// data keep their shapes: other ones throw shape_error. Nothing is allocated after the first step.
template <class Residuals, class Parameters, class... Data>
class gauss_newton {
    using T = std::remove_cvref_t<decltype(*dense(std::declval<Parameters&>()).data)>;
    static_assert(std::is_floating_point_v<T>, "xgrad: gauss_newton changes arrays of float or double, or such numbers");
    using tangent_map = jvp_of<Residuals, 0>;
    using loss_map = evaluate_of<sum_of_squares_of<Residuals>>;

public:
    gauss_newton_options options;

    gauss_newton(Residuals, gauss_newton_options o, const Parameters& parameters, const Data&... data)
        : options(o), tangent_(parameters), tangents_(parameters, data..., parameters), loss_(parameters, data...),
          equations_(count(parameters)), start_(count(parameters)), damping_(o.damping) {}

    /// One step; the sum of squares after it, which is that before it if none was found that lowers it.
    template <class... D>
    double step(Parameters& parameters, const D&... data) {
        const auto p = dense(parameters);
        const double before = static_cast<double>(loss_(parameters, data...));
        linearize(parameters, data...);
        std::copy_n(p.data, start_.size(), start_.begin());
        for (int attempt = 0; attempt < 10 && std::isfinite(before); ++attempt) {
            const auto& d = equations_.solve(options.damping > 0 ? damping_ : 0);
            for (std::size_t k = 0; k < start_.size(); ++k) p.data[k] = static_cast<T>(static_cast<double>(start_[k]) - d[k]);
            const double after = static_cast<double>(loss_(parameters, data...));
            if (after < before || (options.damping == 0 && std::isfinite(after))) {
                damping_ = std::max(damping_ / 10, 1e-12);
                return after;
            }
            if (options.damping == 0) break;
            damping_ *= 10;
        }
        std::copy(start_.begin(), start_.end(), p.data);
        damping_ = options.damping;
        return before;
    }

    /// Steps until the sum of squares no longer falls, or `options.iterations` are done.
    template <class... D>
    gauss_newton_report minimize(Parameters& parameters, const D&... data) {
        gauss_newton_report r{static_cast<double>(loss_(parameters, data...)), 0, false};
        while (r.iterations < options.iterations && !r.converged) {
            const double before = r.loss;
            r.loss = step(parameters, data...);
            ++r.iterations;
            r.converged = std::abs(before - r.loss) <= options.tolerance * before;
        }
        return r;
    }

private:
    static std::size_t count(const Parameters& parameters) {
        const auto n = static_cast<std::size_t>(dense(parameters).extents.size());
        if (n > 64) throw std::invalid_argument("xgrad: gauss_newton is for 64 parameters at most; use adam or another optimiser for more");
        return n;
    }
    template <class... D>
    void linearize(const Parameters& parameters, const D&... data) {
        const auto along = dense(tangent_);
        const std::size_t n = start_.size();
        for (std::size_t k = 0; k < n; ++k) {
            for (std::size_t i = 0; i < n; ++i) along.data[i] = T(i == k);
            const auto& [residual, column] = tangents_(parameters, data..., tangent_);
            const auto r = dense(residual), c = dense(column);
            const auto m = static_cast<std::size_t>(r.extents.size());
            if (k == 0) residuals_.resize(m), columns_.resize(n * m);
            if (k == 0) std::copy_n(r.data, m, residuals_.begin());
            std::copy_n(c.data, m, columns_.begin() + static_cast<std::ptrdiff_t>(k * m));
        }
        equations_.assemble(columns_.data(), residuals_.data(), residuals_.size());
    }

    Parameters tangent_;
    planned<tangent_map, signature_of<Parameters>, signature_of<Data>..., signature_of<Parameters>> tangents_;
    planned<loss_map, signature_of<Parameters>, signature_of<Data>...> loss_;
    normal_equations equations_;
    std::vector<T> residuals_, columns_, start_;
    double damping_;
};

}  // namespace xgrad
