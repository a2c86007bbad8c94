#include <doctest/doctest.h>
#include <xgrad/xgrad.hpp>

using namespace xgrad;

TEST_CASE("numbers: one stands for every axis") {
    static_assert(padding<1, 2>.at(0) == 1 && padding<1, 2>.at(1) == 2);
    static_assert(stride<2>.at(0) == 2 && stride<2>.at(5) == 2);
    static_assert(axes<>.size == 0 && axes<0, -1>.size == 2);
}

TEST_CASE("options are found in any order, else the default is taken") {
    using options = numbers_option<padding_option, padding_option<7>, stride_option<2>, padding_option<1, 2>>;
    static_assert(std::is_same_v<options, padding_option<1, 2>>);
    static_assert(std::is_same_v<numbers_option<dilation_option, dilation_option<1>, stride_option<2>>, dilation_option<1>>);
    static_assert(std::is_same_v<numbers_option<dilation_option, dilation_option<1>>, dilation_option<1>>);
    // families with the same numbers are told apart
    static_assert(std::is_same_v<numbers_option<stride_option, stride_option<9>, padding_option<1>, dilation_option<1>>, stride_option<9>>);
    static_assert(boundary_among<boundary::zero>() == boundary::zero);
    static_assert(boundary_among<boundary::zero, axes_option<1>, boundary_option<boundary::reflect>>() == boundary::reflect);
    static_assert(has_option<keep_dims_option, axes_option<1>, keep_dims_option> && !has_option<keep_dims_option, axes_option<1>>);
}
