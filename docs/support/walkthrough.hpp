#pragma once
// The frame of a walkthrough program:
//
//     int main(int argc, char** argv) {
//         return docs::walkthrough(argc, argv, "BrainT1SliceBorder20.png", [](const docs::paths& paths) { ... });
//     }
//
// docs/run calls it as `program OUTPUT [PICTURE.png]`; the picture takes the place of the one in docs/data. walkthrough<2> is for programs
// that take a pair of pictures, or none.

#include <cstdio>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#ifndef XGRAD_DOCS_DATA // what the build says
#define XGRAD_DOCS_DATA "data"
#endif

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
    void print(const std::string& name, const std::string& text) const;
};

/// Runs the program, which takes so many pictures of the user, or none, and turns what goes wrong into a message and a status.
int walkthrough(
    int argc, char** argv, const std::filesystem::path& default_picture, int pictures, const std::function<void(const paths&)>& program);
template <int Pictures = 1>
int walkthrough(int argc, char** argv, const std::string& default_picture, const std::function<void(const paths&)>& program) {
    return walkthrough(argc, argv, paths{}.data(default_picture), Pictures, program);
}

} // namespace docs
