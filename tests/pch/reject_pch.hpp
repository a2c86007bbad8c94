// What every program of reject/ includes, parsed once for all of them.
#include <xgrad/xgrad.hpp>
