// The example of README.md.
#include "support/walkthrough.hpp"

// [example]
#include <xgrad/xgrad.hpp>
#include <iostream>
namespace xg = xgrad;

constexpr auto loss = [](auto image, auto kernel) {
    auto output = xg::conv2d(image, kernel, xg::padding<1>);
    return xg::mean(output * output);
};

void example(std::ostream& out) {
    xt::xtensor<float, 4> image({1, 1, 4, 4}, 1), kernel{{{{0, 1, 0}, {1, -4, 1}, {0, 1, 0}}}};
    auto [value, d_image, d_kernel] = xg::value_and_grad(loss)(image, kernel);
    out << "value " << value << ", at a corner " << d_image(0, 0, 0, 0) << ", of the centre tap " << d_kernel(0, 0, 1, 1) << '\n'
        << xg::explain(xg::value_and_grad(loss), image, kernel);
}
// [/example]

#include <sstream>

int main(int argc, char** argv) {
    return docs::walkthrough(argc, argv, "BrainT1SliceBorder20.png", [](const docs::paths& paths) {
        std::ostringstream out;
        example(out);
        paths.print("readme", out.str());
    });
}
