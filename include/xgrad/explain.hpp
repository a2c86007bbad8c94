#pragma once

#include "calculus/text.hpp"
#include "plan.hpp"

namespace xgrad {

/// The loops that a program runs in, in words.
class loops_text {
public:
    [[gnu::cold]] loops_text(const program_view& program, const executor& run, const program_text& names)
        : program_(program), run_(run), names_(names) {
        int number = 0;
        for (int s = 0; s < program.stage_count; ++s) {
            text_ += std::string("loop ") + std::to_string(++number) + " ";
            describe(program.stages[s]);
        }
        const lockstep& steps = run.steps();
        for (std::ptrdiff_t first = 0; first < steps.order.size(); first += steps.together[first]) {
            if (steps.together[first] == 1) continue;
            for (int m = 0; m < steps.together[first]; ++m)
                text_ += std::string(m == 0 ? "loops " : ", ") + std::to_string(steps.order[first + m] + 1);
            text_ += std::string(" in lockstep, ") + std::to_string(steps.step[first]) + " rows of each in turn\n";
        }
    }
    const std::string& text() const { return text_; }

private:
    [[gnu::cold]] void describe(const stage& st) {
        const std::string shape = words(run_.shape(st.domain));
        if (st.kernel) {
            text_ += std::string("is the kernel ") + std::string(program_.lines[st.domain].op->name) + ", result " + shape + "\n";
            return;
        }
        text_ += "over " + shape;
        if (st.passes > 1 && st.band_axis >= 0) text_ += std::string(", in bands along axis ") + std::to_string(st.band_axis);
        text_ += "\n";
        for (int p = 0; p < st.passes; ++p) describe(program_.code[st.first_pass + p], st.passes > 1);
        if (program_.has_joint(st))
            text_ += std::string("  both as one, but at borders: loads ") +
                std::to_string(program_.code[st.joint_pass].interior.load_count) + "\n";
    }
    [[gnu::cold]] void describe(const pass_code& code, bool several) {
        text_ += several ? "  pass: " : "  ";
        text_ += std::string("loads ") + std::to_string(code.interior.load_count);
        for (int r = 0; r < code.exact.root_count; ++r) {
            const root& what = code.exact.roots[r];
            text_ += what.kind == root::reduce ? ", combines " : what.kind == root::band ? ", keeps a band of " : ", stores ";
            text_ += what.kind == root::reduce ? names_.formula(what.line, 0)
                : what.result >= 0             ? std::string("result ") + std::to_string(what.result)
                                               : names_.formula(what.line, 0);
            if (what.through >= 0) text_ += " (only where it is not zero)";
        }
        text_ += "\n";
    }
    [[gnu::cold]] static std::string words(const extent_list& shape) {
        failure f;
        f << shape;
        return std::string(f.message());
    }
    const program_view& program_;
    const executor& run_;
    const program_text& names_;
    std::string text_;
};

/// The program of a callable (a transform or a plain function) on arguments like these, one value a line.
template <class F, class... A>
[[gnu::cold]] std::string to_string(F, const A&...) {
    using P = program<F, signature_of<A>...>;
    return program_text(P::lines.data(), P::size, P::results.data(), static_cast<int>(P::results.size())).text();
}

/// The program of a callable on these arguments, the loops that it runs in, and the workspace that it needs.
template <class F, class... A>
[[gnu::cold]] std::string explain(F, const A&... arguments) {
    using P = program<F, signature_of<A>...>;
    const program_text names(P::lines.data(), P::size, P::results.data(), static_cast<int>(P::results.size()));
    const executor run(compiled<P>::view(), {memory_of(arguments).extents...});
    return names.text() + loops_text(compiled<P>::view(), run, names).text() + "workspace " + std::to_string(run.workspace_bytes()) +
        " bytes\n";
}

}  // namespace xgrad
