#pragma once

// Everything: includes only.
#include "ops/movement.hpp"
#include "ops/pointwise.hpp"
#include "ops/reduction.hpp"
#include "ops/sampling.hpp"
#include "ops/window.hpp"
#include "image/filters.hpp"
#include "image/lncc.hpp"
#include "image/losses.hpp"
#include "image/multi_scale_ssim.hpp"
#include "image/mutual_information.hpp"
#include "image/normalized_gradient_field.hpp"
#include "image/regularizers.hpp"
#include "image/ssim.hpp"
#include "explain.hpp"
#include "plan.hpp"
#include "transforms.hpp"
