#include <algorithm>
#include <vector>

#include <doctest/doctest.h>
#include <support/check.hpp>

namespace {

using rows = std::ptrdiff_t;

template <class F, class... A>
class turns_of {
    const xg::program_view& program_;
    const xg::executor run_;
    const xg::lockstep& steps_;

public:
    explicit turns_of(const A&... a)
        : program_(xg::compiled<xg::program<F, xg::signature_of<A>...>>::view()), run_(program_, {xg::memory_of(a).extents...}),
          steps_(run_.steps()) {}

    /// How many stages run together with others.
    std::ptrdiff_t grouped() const {
        return std::count_if(steps_.order.begin(), steps_.order.end(), [&](int s) { return steps_.grouped(s); });
    }
    /// Lines of which some rows are kept.
    std::ptrdiff_t kept() const {
        return std::count_if(steps_.slabs.begin(), steps_.slabs.end(), [](std::ptrdiff_t rows) { return rows > 0; });
    }
    /// Every stage goes through its rows once and in order; what a kernel reads of its own group has been written, and is still kept.
    void check() const {
        std::vector<int> seen(static_cast<std::size_t>(program_.stage_count));
        for (std::ptrdiff_t place = 0; place < steps_.order.size(); place += steps_.together[place]) {
            REQUIRE(steps_.together[place] > 0);
            for (int m = 0; m < steps_.together[place]; ++m) {
                const int s = steps_.order[place + m];
                ++seen[static_cast<std::size_t>(s)];
                CHECK(steps_.grouped(s) == (steps_.together[place] > 1));
            }
            if (steps_.together[place] > 1) check_group(place);
            else CHECK(steps_.begin[place] == steps_.begin[place + 1]);
        }
        for (int times : seen) CHECK(times == 1);
    }

private:
    rows rows_of(int s) const { return steps_.images(s)[steps_.images(s).rank - 2]; }
    bool writes(int s, int line) const {
        const xg::stage& st = program_.stages[s];
        if (st.kernel) return st.domain == line;
        const xg::pass_view& pass = program_.code[st.first_pass].exact;
        return std::any_of(pass.roots, pass.roots + pass.root_count, [&](const xg::root& r) { return r.line == line; });
    }
    void check_group(std::ptrdiff_t place) const {
        const auto begin = steps_.order.begin() + place, end = begin + steps_.together[place];
        std::vector<rows> done(static_cast<std::size_t>(program_.stage_count));
        for (auto t = steps_.begin[place]; t < steps_.begin[place + steps_.together[place]]; ++t) {
            const auto& turn = steps_.turns[t];
            REQUIRE(std::find(begin, end, turn.stage) != end);
            rows& own = done[static_cast<std::size_t>(turn.stage)];
            CHECK(turn.rows.first == own);
            CHECK(turn.rows.last > own);
            const xg::stage& st = program_.stages[turn.stage];
            for (int k = 0; st.kernel && k < program_.row_kernels[st.domain].images; ++k) {
                const int line = program_.lines[st.domain].operand[k];
                const xg::kernel_shapes shapes(program_, shapes_of_lines().data(), st.domain);
                const xg::row_range read = program_.row_kernels[st.domain].reads(k, turn.rows, shapes.shape);
                for (auto p = begin; p != end; ++p) {
                    if (!writes(*p, line)) continue;
                    const rows written = done[static_cast<std::size_t>(*p)], all = run_.shape(line)[run_.shape(line).rank - 2];
                    CHECK(std::min(read.last, all) <= written);
                    if (steps_.slabs[line] > 0) CHECK(std::max<rows>(read.first, 0) >= written - steps_.slabs[line]);
                }
            }
            own = turn.rows.last;
        }
        for (auto s = begin; s != end; ++s) CHECK(done[static_cast<std::size_t>(*s)] == rows_of(*s));
    }
    std::vector<xg::extent_list> shapes_of_lines() const {
        std::vector<xg::extent_list> shapes;
        for (int i = 0; i < program_.size; ++i) shapes.push_back(run_.shape(i));
        return shapes;
    }
};

constexpr xg::taps half{1, 2, 3, 4, 3, 2, 1};
constexpr auto blur = [](auto x) { return xg::separable(x, half, half, xg::reflect); };
constexpr auto chain = [](auto a, auto b) { return xg::sum(blur(blur(a * b) * a) * b); };
constexpr auto convolutions = [](auto x, auto w) {
    return xg::mean(xg::square(xg::conv2d(xg::relu(xg::conv2d(x, w, xg::padding<1>)), w, xg::stride<2>)));
};

template <class F, class... A>
turns_of<F, A...> turns(F, const A&... a) {
    return turns_of<F, A...>(a...);
}

}  // namespace

TEST_CASE("lockstep: windows and loops in turns, few rows kept") {
    for (const std::size_t n : {4, 5, 33, 64, 400}) {
        const auto a = random_array<float>({n, 70});
        const auto t = turns(xg::value_and_grad(chain), a, a);
        t.check();
        CHECK(t.grouped() > 2);
        CHECK((t.kept() > 0) == (n > 32));  // of a turn or less, all
    }
}

TEST_CASE("lockstep: convolutions of images with channels, of their rows and strides") {
    for (const std::size_t n : {5, 40, 150}) {
        const auto x = random_array<float>({2, 4, n, 300}), w = random_array<float>({4, 4, 3, 3});
        const auto t = turns(xg::value_and_grad(convolutions), x, w);
        t.check();
        if (n > 40) CHECK(t.grouped() > 1);
    }
}

TEST_CASE("lockstep: loops alone, and a whole image read, stay by themselves") {
    const auto x = random_array<float>({200, 70});
    const auto loops = turns([](auto x) { return xg::mean(xg::sin(x)) * x; }, x);
    loops.check();
    CHECK(loops.grouped() == 0);
    CHECK(loops.kept() == 0);
    const auto apart = turns([](auto x) { return blur(x / xg::sum(blur(x))); }, x);
    apart.check();
}
