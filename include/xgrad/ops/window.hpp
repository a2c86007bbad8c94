#pragma once

// Ops over windows: includes only.
#include "window/conv2d.hpp"
#include "window/correlate.hpp"
#include "window/separable.hpp"
