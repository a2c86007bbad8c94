// What every test includes, parsed once per program. A test still includes what it uses: this only makes it quick.
// No #pragma once: compiled on its own this is a main file, where g++ warns about it.
#include <doctest/doctest.h>

#include <xgrad/xgrad.hpp>

#include "support/check.hpp"
