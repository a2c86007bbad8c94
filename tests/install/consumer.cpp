// A dependant: xgrad is found, and so is what it includes.
#include <xgrad/xgrad.hpp>

int main() {}
