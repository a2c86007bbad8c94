#pragma once

#include "reduction/amax.hpp"
#include "reduction/logsumexp.hpp"
#include "reduction/mean.hpp"
#include "reduction/norm.hpp"
#include "reduction/prod.hpp"
#include "reduction/reduction.hpp"
#include "reduction/softmax.hpp"
#include "reduction/sum.hpp"
#include "reduction/var.hpp"
