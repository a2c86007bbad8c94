#pragma once

#include "../language/sequence.hpp"

namespace xgrad {

/// A value that a loop is run for.
struct root {
    enum kind_type { store, band, reduce } kind = store;
    int line = -1;     // the stored line, or the reduction
    int value = -1;    // the line that is evaluated per element
    int through = -1;  // an embedding between value and line: the value is stored where it lands
    int result = -1;   // number of the program's result that the line is written to; -1: workspace
    int node = -1;
    int renamed = -1;  // a renaming of axes between value and embedding
};

/// Per line: what a pass may read from memory. A line that is a root of the pass itself is computed there.
struct leaves {
    const sequence<char>& stored;  // kept by an earlier stage
    const sequence<char>& banded;  // kept by this stage, for a band
};

}  // namespace xgrad
