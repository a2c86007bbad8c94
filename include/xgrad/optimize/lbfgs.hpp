#pragma once
// Needs NLopt (Debian: libnlopt-dev; link with -lnlopt), so no other header includes it.

#include <nlopt.h>

#include <cmath>
#include <exception>
#include <memory>
#include <stdexcept>
#include <tuple>
#include <vector>

#include "state.hpp"

namespace xgrad {

struct lbfgs_options {
    int evaluations = 200;    ///< of the function, at most
    double tolerance = 1e-6;  ///< ends when a step lowers the loss by less than this part of it
    unsigned memory = 0;      ///< how many steps the curvature is taken from; 0: NLopt's own choice
};
struct lbfgs_report {
    double loss;
    int evaluations;
    bool converged;
};

/// `lbfgs(parameter, [&](const auto& x) -> const auto& { return slope(x, data); })`, with `slope = plan(value_and_grad<0>(loss), parameter,
/// data)`: minimises by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno, as NLopt has it (NLOPT_LD_LBFGS, from Luksan's
/// code). The parameter, a dense array of float or double or a number, ends as the best one that was met. The function takes it and gives
/// (value, gradient); what it throws comes out of here. A value or a gradient that is not finite ends the search, without `converged`.
/// NLopt computes in double and allocates its memory at each call. Throws shape_error if the gradient has another shape than the parameter.
template <class Parameter, class Function>
lbfgs_report lbfgs(Parameter& parameter, Function function, lbfgs_options options = {}) {
    using T = std::remove_cvref_t<decltype(*dense(parameter).data)>;
    static_assert(std::is_floating_point_v<T>, "xgrad: lbfgs changes arrays of float or double, or such numbers");
    const auto p = dense(parameter);
    const auto n = static_cast<std::size_t>(p.extents.size());

    struct search {
        Parameter& parameter;
        Function& function;
        dense_array<T> p;
        std::size_t n;
        nlopt_opt method;
        int evaluations;
        std::vector<double> best;
        lbfgs_report report{HUGE_VAL, 0, false};
        std::exception_ptr thrown{};
        bool finite = true;

        /// The value at x, and the gradient there.
        double operator()(const double* x, double* gradient) {
            for (std::size_t i = 0; i < n; ++i) p.data[i] = static_cast<T>(x[i]);
            const auto& [value, slope] = function(static_cast<const Parameter&>(parameter));
            const auto g = dense(slope);
            if (!(g.extents == p.extents)) {
                failure f;
                f << "xgrad: lbfgs: the parameter and the gradient have the shapes " << p.extents << " and " << g.extents;
                throw shape_error(std::string(f.message()));
            }
            ++report.evaluations;
            finite = std::isfinite(static_cast<double>(value));
            for (std::size_t i = 0; i < n; ++i) {
                finite = finite && std::isfinite(static_cast<double>(g.data[i]));
                if (gradient) gradient[i] = static_cast<double>(g.data[i]);
            }
            if (!finite || report.evaluations >= evaluations) nlopt_force_stop(method);  // NLopt itself counts between steps only
            if (!finite) return HUGE_VAL;
            if (static_cast<double>(value) < report.loss) report.loss = static_cast<double>(value), best.assign(x, x + n);
            return static_cast<double>(value);
        }
        /// NLopt is C: no exception may pass through it.
        static double call(unsigned, const double* x, double* gradient, void* self) {
            auto& s = *static_cast<search*>(self);
            try {
                return s(x, gradient);
            } catch (...) {
                s.thrown = std::current_exception();
                nlopt_force_stop(s.method);
                return HUGE_VAL;
            }
        }
    };

    const std::unique_ptr<std::remove_pointer_t<nlopt_opt>, decltype(&nlopt_destroy)> method(
        nlopt_create(NLOPT_LD_LBFGS, static_cast<unsigned>(n)), &nlopt_destroy);
    if (!method) throw std::bad_alloc();
    std::vector<double> x(p.data, p.data + n);
    search s{parameter, function, p, n, method.get(), options.evaluations, x};
    nlopt_set_min_objective(method.get(), &search::call, &s);
    nlopt_set_ftol_rel(method.get(), options.tolerance);
    if (options.memory > 0) nlopt_set_vector_storage(method.get(), options.memory);
    double last = 0;
    const nlopt_result result = nlopt_optimize(method.get(), x.data(), &last);
    for (std::size_t i = 0; i < n; ++i) p.data[i] = static_cast<T>(s.best[i]);
    if (s.thrown) std::rethrow_exception(s.thrown);
    if (result == NLOPT_OUT_OF_MEMORY) throw std::bad_alloc();
    if (result == NLOPT_INVALID_ARGS) throw std::invalid_argument("xgrad: lbfgs: the options or the parameter are nothing for NLopt");
    // a step that cannot lower the loss any more, for rounding, is an end like another
    s.report.converged = s.finite &&
        (result == NLOPT_SUCCESS || result == NLOPT_FTOL_REACHED || result == NLOPT_XTOL_REACHED || result == NLOPT_ROUNDOFF_LIMITED);
    return s.report;
}

}  // namespace xgrad
