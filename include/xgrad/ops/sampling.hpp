#pragma once

// Ops that read an array at computed places: includes only.
#include "sampling/coordinates.hpp"
#include "sampling/gather.hpp"
#include "sampling/grid_sample.hpp"
#include "sampling/map_coordinates.hpp"
#include "sampling/positions.hpp"
#include "sampling/resize.hpp"
#include "sampling/rotate.hpp"
#include "sampling/warp.hpp"
#include "sampling/warp_affine.hpp"
#include "sampling/warp_perspective.hpp"
