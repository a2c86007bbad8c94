#pragma once

#include "optimize/adam.hpp"
#include "optimize/gauss_newton.hpp"
#include "optimize/rmsprop.hpp"
#include "optimize/schedule.hpp"
#include "optimize/sgd.hpp"
