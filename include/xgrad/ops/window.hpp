#pragma once

// Ops over windows: includes only.
#include "window/conv2d.hpp"
