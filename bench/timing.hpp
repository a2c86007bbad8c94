#pragma once
// Times programs against each other in one process: warmed up, interleaved, medians. google-benchmark can interleave,
// but gives ratios only by a script over two of its reports; nanobench (not in Debian 12) does not interleave.

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Makes the compiler believe that a value is used.
template <class T>
inline void keep(const T& value) {
    asm volatile("" : : "r"(&value) : "memory");
}

inline double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Seconds per call, and how much faster than the first the fastest of the others is: 1 is as fast, 0.5 twice as fast.
template <std::size_t N>
struct times {
    std::array<double, N> seconds;
    double ratio;
};

template <class F>
double seconds_of(F& f, std::size_t calls) {
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t c = 0; c < calls; ++c) keep(f());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Rounds of all functions in turn, for about `budget` seconds each. A round is long enough for the clock, and short
/// enough for a disturbance to hit few of them. Ratios are taken within rounds: a core that slows down slows all of them.
template <class... F>
times<sizeof...(F)> compare(double budget, F&&... f) {
    constexpr std::size_t n = sizeof...(F);
    std::array<std::size_t, n> calls;
    std::array<double, n> round;
    std::array<std::vector<double>, n> seconds;
    auto each = [&]<std::size_t... K>(auto action, std::index_sequence<K...>) { (action(K, f), ...); };
    constexpr auto all = std::make_index_sequence<n>{};

    each(
        [&](std::size_t k, auto& program) { // warm up, and learn how long a call takes
            calls[k] = 1;
            double spent = 0;
            for (double one; spent < 0.05; spent += one) {
                one = seconds_of(program, calls[k]);
                if (one < 1e-4) calls[k] *= 2;
            }
        },
        all);
    double spent = 0;
    while (spent < budget * static_cast<double>(n) || seconds[0].size() < 11)
        each(
            [&](std::size_t k, auto& program) {
                round[k] = seconds_of(program, calls[k]);
                seconds[k].push_back(round[k] / static_cast<double>(calls[k]));
                spent += round[k];
            },
            all);

    times<n> result;
    for (std::size_t k = 0; k < n; ++k) result.seconds[k] = median(seconds[k]);
    result.ratio = 1;
    if constexpr (n > 1) {
        const auto best =
            static_cast<std::size_t>(std::min_element(result.seconds.begin() + 1, result.seconds.end()) - result.seconds.begin());
        std::vector<double> ratios;
        for (std::size_t r = 0; r < seconds[0].size(); ++r) ratios.push_back(seconds[best][r] / seconds[0][r]);
        result.ratio = median(ratios);
    }
    return result;
}

inline std::string text(const char* format, double value) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, format, value);
    return buffer;
}
inline std::string text_of_time(double seconds) {
    const auto [scale, unit] = seconds < 1e-6 ? std::pair{1e9, " ns"} : seconds < 1e-3 ? std::pair{1e6, " us"} : std::pair{1e3, " ms"};
    const double value = seconds * scale;
    return text(value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value) + unit;
}

/// A Markdown table with aligned columns, printed when it is complete:
///
///     bench::table table("value and gradient", "xgrad", "hand-written");
///     table.add("512 x 512", 512 * 512, ours, by_hand);
///
/// The ratio is the time of the fastest of the others by that of the first.
class table {
public:
    template <class... Name>
    explicit table(std::string title, Name... programs) : title(std::move(title)), rows{{"case", programs..., "ratio", "ns/pixel"}} {}
    table(const table&) = delete;
    table& operator=(const table&) = delete;

    template <class... F>
    times<sizeof...(F)> add(const std::string& name, std::size_t pixels, F&&... f) {
        const auto t = compare(0.5, f...);
        std::vector<std::string> row{name};
        for (double s : t.seconds) row.push_back(text_of_time(s));
        row.push_back(text("%.2f", t.ratio));
        row.push_back(text("%.3f", t.seconds[0] * 1e9 / static_cast<double>(pixels)));
        rows.push_back(std::move(row));
        return t;
    }

    ~table() {
        std::vector<std::size_t> width(rows[0].size());
        for (const auto& row : rows)
            for (std::size_t c = 0; c < row.size(); ++c) width[c] = std::max(width[c], row[c].size());
        std::printf("%s\n\n", title.c_str());
        for (std::size_t r = 0; r < rows.size(); ++r) {
            for (std::size_t c = 0; c < width.size(); ++c)
                std::printf(c == 0 ? "| %-*s " : "| %*s ", static_cast<int>(width[c]), rows[r][c].c_str());
            std::printf("|\n");
            if (r > 0) continue;
            for (std::size_t c = 0; c < width.size(); ++c) std::printf("|%s%s", std::string(width[c] + 1, '-').c_str(), c == 0 ? "-" : ":");
            std::printf("|\n");
        }
        std::printf("\n");
    }

private:
    std::string title;
    std::vector<std::vector<std::string>> rows;
};

} // namespace bench
