#include "walkthrough.hpp"

#include <algorithm>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace docs {

void paths::print(const std::string& name, const std::string& text) const {
    std::cout << text << (text.ends_with('\n') ? "" : "\n");
    if (!(std::ofstream(output / (name + ".txt")) << text))
        throw std::runtime_error("'" + (output / (name + ".txt")).string() + "' cannot be written");
}

int walkthrough(
    int argc, char** argv, const std::filesystem::path& default_picture, int pictures, const std::function<void(const paths&)>& program) {
    const std::string name = std::filesystem::path(argv[0]).filename().string();
    if (argc != 2 && argc != 2 + pictures) {
        std::cerr << "usage: " << name << " OUTPUT_FOLDER " << (pictures == 1 ? "[PICTURE.png]\n" : "[FIXED.png MOVING.png]\n");
        return 2;
    }
    try {
        paths where{argv[1], {}, {}};
        where.picture = argc > 2 ? std::filesystem::path(argv[2]) : default_picture;
        where.more.assign(argv + std::min(argc, 3), argv + argc);
        std::filesystem::create_directories(where.output);
        program(where);
        return 0;
    } catch (const std::exception& error) {
        std::cerr << name << ": " << error.what() << '\n';
        return 1;
    }
}

} // namespace docs
