#pragma once

// The pointwise ops: includes only.
#include "pointwise/arithmetic.hpp"
#include "pointwise/detach.hpp"
#include "pointwise/exp.hpp"
#include "pointwise/sigmoid.hpp"
#include "pointwise/sqrt.hpp"
