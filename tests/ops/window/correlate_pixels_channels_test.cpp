#include <doctest/doctest.h>
#include <support/check_correlation.hpp>
#include <xgrad/ops/window/correlate_pixels_channels.hpp>

TEST_CASE("correlate_pixels_channels") { correlations::check_sums_over_pixels<xg::contraction::correlate_pixels_channels>(); }
