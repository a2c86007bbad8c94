#pragma once

#include "reduction/mean.hpp"
#include "reduction/reduction.hpp"
#include "reduction/sum.hpp"
