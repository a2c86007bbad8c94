#pragma once

// Ops over windows: includes only.
#include "window/conv2d.hpp"
#include "window/avg_pool2d.hpp"
#include "window/correlate.hpp"
#include "window/max_pool2d.hpp"
#include "window/separable.hpp"
