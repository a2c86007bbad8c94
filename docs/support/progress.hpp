#pragma once
// What a walkthrough is busy with, on stderr: one moving line on a terminal, five plain lines elsewhere.

#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>

namespace docs {

class progress {
public:
    progress(std::string what, std::size_t total) : what_(std::move(what)), total_(total ? total : 1) { show(); }
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;
    ~progress() {
        if (terminal_ && done_ < total_) // given up half way
            std::fputc('\n', stderr);
    }

    /// One step further; the note, e.g. the loss, stands behind the bar.
    void step(const std::string& note = {}) {
        ++done_;
        note_ = note;
        show();
    }

private:
    void show() {
        // A terminal hears of every percent, a log file of every quarter.
        const std::size_t parts = terminal_ ? 100 : 4, part = done_ * parts / total_;
        if (part == shown_) return;
        shown_ = part;
        const std::size_t percent = done_ * 100 / total_;
        if (!terminal_) {
            std::fprintf(stderr, "%s: %zu %%%s%s\n", what_.c_str(), percent, note_.empty() ? "" : ", ", note_.c_str());
            return;
        }
        const std::string bar(percent < 100 ? percent * 30 / 100 : 30, '#');
        std::fprintf(
            stderr, "\r\033[K%s [%-30s] %3zu %% %s%s", what_.c_str(), bar.c_str(), percent, note_.c_str(), done_ >= total_ ? "\n" : "");
        std::fflush(stderr);
    }

    const bool terminal_ = isatty(STDERR_FILENO) != 0;
    std::string what_, note_;
    std::size_t total_, done_ = 0, shown_ = std::size_t(-1);
};

} // namespace docs
