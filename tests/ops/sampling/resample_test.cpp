#include <support/check_windows.hpp>
#include <xgrad/ops/sampling/resample.hpp>

namespace {

/// Element j is made of 2 j - 1, 2 j and 2 j + 1, where these are there.
struct halved {
    static constexpr std::string_view name = "halved";
    static constexpr std::ptrdiff_t extent(xg::failure& problem, std::ptrdiff_t in, std::ptrdiff_t asked) {
        if (in < 2) problem << "is too short";
        return asked == xg::dynamic ? (in + 1) / 2 : asked;
    }
    static constexpr xg::weighted_elements elements(std::ptrdiff_t in, std::ptrdiff_t, std::ptrdiff_t j) {
        xg::weighted_elements e;
        for (std::ptrdiff_t k = 2 * j - 1; k <= 2 * j + 1; ++k)
            if (k >= 0 && k < in) e.add(k, static_cast<double>(k % 3 + 1) / 2);
        return e;
    }
};

template <int Axis, class T>
void check_axis(const shape3& in, std::size_t gap, std::size_t other_gap) {
    shape3 out = in;
    out[Axis] = (in[Axis] + 1) / 2;
    const strided<T> x(in, gap), dy(out, other_gap);
    strided<T> y(out, other_gap, not_a_number), dx(in, gap, not_a_number);
    const xg::memory_view images[] = {x.view()}, results[] = {dy.view(), x.view()};
    xg::resample_op<halved, Axis, -1>::template compute<T>(y.view(), images);
    xg::resample_back_op<halved, Axis>::template compute<T>(dx.view(), results);
    std::vector<double> adjoint(in[0] * in[1] * in[2]);
    int wrong = 0;
    each_index(out, [&](const shape3& at) {
        double sum = 0;
        for (std::size_t k = 0; k < in[Axis]; ++k) {
            if (k + 1 < 2 * at[Axis] || k > 2 * at[Axis] + 1) continue;
            shape3 from = at;
            from[Axis] = k;
            const double weight = static_cast<double>(k % 3 + 1) / 2;
            sum += weight * static_cast<double>(x(from));
            adjoint[flat(in, from)] += weight * static_cast<double>(dy(at));
        }
        wrong += static_cast<double>(y(at)) != sum;
    });
    CHECK_MESSAGE(wrong == 0, wrong, " sums along axis ", Axis);
    each_index(in, [&](const shape3& at) { wrong += static_cast<double>(dx(at)) != adjoint[flat(in, at)]; });
    CHECK_MESSAGE(wrong == 0, wrong, " of the adjoint along axis ", Axis);
}

}  // namespace

TEST_CASE_TEMPLATE("resample: weighted sums along every axis, and their adjoint, against plain loops", T, float, double) {
    for (const shape3& shape : {shape3{1, 1, 1}, {2, 3, 9}, {5, 4, 1}, {3, 1, 6}, {4, 7, 21}, {0, 3, 2}})
        for (const std::size_t gap : {1, 2}) {
            check_axis<0, T>(shape, gap, 1);
            check_axis<1, T>(shape, gap, 3);
            check_axis<2, T>(shape, gap, gap);
        }
}

TEST_CASE("resample: the shape of the result, and what a rule refuses") {
    auto shape = [](auto op, std::initializer_list<xg::extent_list> operands) {
        xg::failure problem;
        const auto out = op.infer(problem, operands.begin());
        return problem.any() ? std::string(problem.message()) : [&] {
            xg::failure f;
            f << out;
            return std::string(f.message());
        }();
    };
    constexpr xg::resample_op<halved, 1, -1> free;
    constexpr xg::resample_op<halved, 1, 0> asked;
    CHECK(std::string(xg::resample_back_op<halved, 1>::options().message()) == "halved, axis 1");
    CHECK(shape(free, {{4, 7}}) == "(4, 4)");
    CHECK(shape(asked, {{4, 7}, {5, 2}}) == "(4, 5)");
    CHECK(shape(asked, {{4, xg::dynamic}, {5, 2}}) == "(4, 5)");
    CHECK(shape(free, {{4, 1}}) == "axis 1 of (4, 1) is too short");
    CHECK(shape(free, {{4, 0}}) == "axis 1 of (4, 0) has no elements");
}
