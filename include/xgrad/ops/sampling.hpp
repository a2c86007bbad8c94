#pragma once

// Ops that read an array at computed places: includes only.
#include "sampling/gather.hpp"
#include "sampling/positions.hpp"
#include "sampling/warp_affine.hpp"
