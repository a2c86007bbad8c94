#include <doctest/doctest.h>

#include <string>

#include <xgrad/xgrad.hpp>

using namespace xgrad;

namespace {

template <class T, std::ptrdiff_t... E>
using typed = symbolic<T, extents<E...>>;
constexpr auto any = dynamic;

template <class A, class B>
using sum_of = decltype(std::declval<A>() + std::declval<B>());

std::string words(const extent_list& list) {
    failure f;
    f << list;
    return std::string(f.message());
}

}  // namespace

TEST_CASE("extent lists") {
    static_assert(extent_list{}.rank == 0 && extent_list{}.size() == 1);
    static_assert(extent_list{2, 3, 4}.size() == 24);
    static_assert(extent_list{2, any, 4}.size() == any);
    static_assert(extent_list{2, 0, 4}.size() == 0);
    static_assert(extent_list::filled(2, 7) == extent_list{7, 7});
    static_assert(!(extent_list{1} == extent_list{1, 1}) && !(extent_list{} == extent_list{0}));
    CHECK(words({}) == "()");
    CHECK(words({3}) == "(3)");
    CHECK(words({3, any, 0}) == "(3, ?, 0)");
}

TEST_CASE("extents agree where one of them is dynamic") {
    static_assert(unify(3, 3) == 3 && unify(any, 3) == 3 && unify(3, any) == 3 && unify(any, any) == any);
    static_assert(unify(3, 4) == -2 && unify(1, 4) == -2 && unify(0, 1) == -2);
    static_assert(compatible({2, any}, {any, 3}) && compatible({}, {}));
    static_assert(!compatible({2, any}, {3, any}) && !compatible({2}, {2, 1}));
}

TEST_CASE("results of pointwise ops have the extents that broadcasting gives") {
    static_assert(std::is_same_v<sum_of<typed<float, any, any>, typed<float, any, any>>, typed<float, any, any>>);
    static_assert(std::is_same_v<sum_of<typed<float, 3, any>, typed<float, any, 4>>, typed<float, 3, 4>>);   // what is known is known
    static_assert(std::is_same_v<sum_of<typed<float, 3, 1>, typed<float, 1, 4>>, typed<float, 3, 4>>);       // a static 1 repeats
    static_assert(std::is_same_v<sum_of<typed<float, any, 1>, typed<float, any, any>>, typed<float, any, any>>);
    static_assert(std::is_same_v<sum_of<typed<float, 1, 1>, typed<float, 1, 1>>, typed<float, 1, 1>>);
    static_assert(std::is_same_v<sum_of<typed<float, any>, typed<float, 2, 3, any>>, typed<float, 2, 3, any>>);  // leading axes
    static_assert(std::is_same_v<sum_of<typed<float, 2, 3, any>, typed<float, any>>, typed<float, 2, 3, any>>);
    static_assert(std::is_same_v<sum_of<typed<float>, typed<float, 2, any>>, typed<float, 2, any>>);
    static_assert(std::is_same_v<sum_of<typed<float>, typed<float>>, typed<float>>);
    using three = decltype(where(std::declval<typed<float, any, 1>>(), std::declval<typed<float, 1, 5>>(), std::declval<typed<float>>()));
    static_assert(std::is_same_v<three, typed<float, any, 5>>);
}

TEST_CASE("element types: the widest floating-point one, and literals never promote") {
    using f = typed<float, any>;
    using d = typed<double, any>;
    using u8 = typed<std::uint8_t, any>;
    static_assert(std::is_same_v<sum_of<f, d>, d> && std::is_same_v<sum_of<f, f>, f>);
    static_assert(std::is_same_v<sum_of<u8, u8>, f> && std::is_same_v<sum_of<u8, f>, f> && std::is_same_v<sum_of<u8, d>, d>);
    static_assert(std::is_same_v<decltype(2.5 * std::declval<f>()), f>);
    static_assert(std::is_same_v<decltype(std::declval<f>() / 3), f>);
    static_assert(std::is_same_v<decltype(pow(std::declval<f>(), 2.0L)), f>);
    static_assert(std::is_same_v<decltype(1 + std::declval<u8>()), f>);
    static_assert(std::is_same_v<decltype(maximum(std::declval<d>(), 0.f)), d>);
    static_assert(std::is_same_v<decltype(cast<double>(std::declval<u8>())), d>);
}

TEST_CASE("static extents through reductions and movements") {
    using x = typed<float, 2, 3, any>;
    static_assert(std::is_same_v<decltype(sum(std::declval<x>())), typed<float>>);
    static_assert(std::is_same_v<decltype(sum(std::declval<x>(), axes<0>)), typed<float, 3, any>>);
    static_assert(std::is_same_v<decltype(mean(std::declval<x>(), axes<2>, keep_dims)), typed<float, 2, 3, 1>>);
    static_assert(std::is_same_v<decltype(mean(std::declval<x>(), keep_dims, axes<-1, 0>)), typed<float, 1, 3, 1>>);
    static_assert(std::is_same_v<decltype(permute(std::declval<x>(), axes<2, 0, 1>)), typed<float, any, 2, 3>>);
    static_assert(std::is_same_v<decltype(view(std::declval<x>(), all, range<1, end>, newaxis)), typed<float, 2, 2, 1, any>>);
    static_assert(std::is_same_v<decltype(view(std::declval<x>(), at<0>)), typed<float, 3, any>>);
    static_assert(std::is_same_v<decltype(reshape(std::declval<typed<float, 4, 6>>(), shape<3, 8>)), typed<float, 3, 8>>);
    static_assert(std::is_same_v<decltype(shift(std::declval<x>(), offset<0, 1, 2>)), x>);
}
