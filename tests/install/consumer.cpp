// A dependant: xgrad is found, and so is what it includes.
#include <xgrad/xgrad.hpp>

#include <xsimd/xsimd.hpp>
#include <xtensor/xtensor.hpp>

int main() {}
