#pragma once

// Ops over windows: includes only.
#include "window/adaptive_pool2d.hpp"
#include "window/avg_pool2d.hpp"
#include "window/conv2d.hpp"
#include "window/conv_transpose2d.hpp"
#include "window/correlate.hpp"
#include "window/lp_pool2d.hpp"
#include "window/max_pool2d.hpp"
#include "window/pixel_shuffle.hpp"
#include "window/separable.hpp"
#include "window/unfold.hpp"
