#include <support/check_elements.hpp>

namespace {

constexpr auto along_columns = [](auto x, auto like) { return xg::spread<xg::extent_list{1}>(x, like); };
constexpr auto dropped = [](auto x, auto like) { return xg::spread<xg::extent_list{-1, 0}>(x, like); };

}  // namespace

TEST_CASE("spread: an axis lies along one of another array, which repeats it along the others") {
    for (std::size_t n : {1, 3})
        for (std::size_t m : {1, 2, 19}) {
            const auto line = small_integers<double>({m});
            const auto like = small_integers<double>({n, m});
            const auto y = xg::evaluate(along_columns)(line, like);
            REQUIRE(y.shape() == like.shape());
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < m; ++j) CHECK(y(i, j) == line(j));
            const auto one = small_integers<double>({1, n});
            const auto z = xg::evaluate(dropped)(one, like);
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < m; ++j) CHECK(z(i, j) == one(0, i));
        }
    CHECK_THROWS_AS(xg::evaluate(along_columns)(small_integers<double>({3}), small_integers<double>({2, 4})), xg::shape_error);
}

TEST_CASE("spread: the gradient is the sum over what repeats") {
    check_gradient([](auto x, auto like) { return xg::spread<xg::extent_list{1}>(x * x, like); }, random_array<double>({5}),
        random_array<double>({3, 5}));
    check_gradient(
        [](auto x, auto like) {
            return xg::spread<xg::extent_list{-1, 0}>(x * x, like);
        },
        random_array<double>({1, 3}), random_array<double>({3, 5}));
}
