// docs/support/walkthrough.hpp: which arguments a program takes, where the pictures come from, and what becomes of errors.

#include "support/walkthrough.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

/// The status of a program that is called with these arguments, and the paths that it got.
template <int Pictures>
struct call {
    int status = -1, runs = 0;
    docs::paths got{};

    explicit call(std::vector<std::string> arguments) {
        std::vector<char*> argv;
        for (std::string& a : arguments) argv.push_back(a.data());
        status = docs::walkthrough<Pictures>(
            static_cast<int>(argv.size()), argv.data(), "default.png", [&](const docs::paths& paths) { got = paths, ++runs; });
    }
};

TEST_CASE("a walkthrough takes a folder and one picture, or a pair, or none") {
    const std::string folder = (std::filesystem::temp_directory_path() / ("xgrad-walkthrough-" + std::to_string(getpid()))).string();
    CHECK(call<1>({"p"}).status == 2);
    CHECK(call<1>({"p", folder, "a.png", "b.png"}).status == 2);
    CHECK(call<2>({"p", folder, "a.png"}).status == 2);
    CHECK(call<2>({"p", folder, "a.png", "b.png", "c.png"}).status == 2);
    CHECK(call<2>({"p", folder, "a.png"}).runs == 0);

    const call<1> one({"p", folder, "a.png"}), none({"p", folder});
    CHECK(one.status == 0);
    CHECK(one.got.picture == "a.png");
    CHECK(one.got.more.empty());
    CHECK(none.got.picture == std::filesystem::path("data") / "default.png");
    const call<2> pair({"p", folder, "a.png", "b.png"}), neither({"p", folder});
    CHECK(pair.got.picture == "a.png");
    REQUIRE(pair.got.more.size() == 1);
    CHECK(pair.got.more[0] == "b.png");
    CHECK(neither.runs == 1);
    CHECK(neither.got.more.empty());
    CHECK(std::filesystem::is_directory(folder)); // made before the program runs
    std::filesystem::remove_all(folder);
}

TEST_CASE("what a program throws becomes the status 1") {
    std::string program = "p", folder = std::filesystem::temp_directory_path().string();
    char* argv[] = {program.data(), folder.data()};
    CHECK(docs::walkthrough(2, argv, "default.png", [](const docs::paths&) { throw std::runtime_error("for a test"); }) == 1);
}

} // namespace
