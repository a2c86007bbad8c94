#pragma once
// The frame of a walkthrough program:
//
//     int main(int argc, char** argv) {
//         return docs::walkthrough(argc, argv, "BrainT1SliceBorder20.png", [](const docs::paths& paths) { ... });
//     }
//
// docs/run calls it as `program OUTPUT [PICTURE.png]`; the picture takes the place of the one in docs/data. walkthrough<2> is for programs that take a
// pair of pictures, or none.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace docs {

/// A number in words, as printf writes it; 255 characters at most.
template <class... Value>
std::string text(const char* format, Value... value) {
    char buffer[256];
    std::snprintf(buffer, sizeof buffer, format, value...);
    return buffer;
}

struct paths {
    std::filesystem::path output;  ///< the folder to write to
    std::filesystem::path picture; ///< the PNG to work on
    std::vector<std::filesystem::path> more{}; ///< the user's other pictures

    std::filesystem::path data(const std::string& name) const { return std::filesystem::path(XGRAD_DOCS_DATA) / name; }

    /// Prints a text and keeps it as NAME.txt, for {{output NAME}} on the page.
    void print(const std::string& name, const std::string& text) const {
        std::cout << text << (text.ends_with('\n') ? "" : "\n");
        if (!(std::ofstream(output / (name + ".txt")) << text))
            throw std::runtime_error("'" + (output / (name + ".txt")).string() + "' cannot be written");
    }
};

/// Runs the program and turns what goes wrong into a message and a status.
template <int Pictures = 1, class Program>
int walkthrough(int argc, char** argv, const std::string& default_picture, Program program) {
    const std::string name = std::filesystem::path(argv[0]).filename().string();
    if (argc != 2 && argc != 2 + Pictures) {
        std::cerr << "usage: " << name << " OUTPUT_FOLDER " << (Pictures == 1 ? "[PICTURE.png]\n" : "[FIXED.png MOVING.png]\n");
        return 2;
    }
    try {
        paths where{argv[1], {}, {}};
        where.picture = argc > 2 ? std::filesystem::path(argv[2]) : where.data(default_picture);
        where.more.assign(argv + std::min(argc, 3), argv + argc);
        std::filesystem::create_directories(where.output);
        program(static_cast<const paths&>(where));
        return 0;
    } catch (const std::exception& error) {
        std::cerr << name << ": " << error.what() << '\n';
        return 1;
    }
}

} // namespace docs
