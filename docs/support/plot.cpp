#include "plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace docs {
namespace {

/// An anti-aliased segment: a pixel is covered as far as it lies within the line's half width.
void draw_line(rgb_image& image, double x0, double y0, double x1, double y1, colour ink, double thickness = 1.5) {
    const double dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy, reach = thickness / 2 + 1;
    const auto at_least = [&](double a, double b) { return static_cast<std::ptrdiff_t>(std::floor(std::min(a, b) - reach)); };
    const auto at_most = [&](double a, double b) { return static_cast<std::ptrdiff_t>(std::ceil(std::max(a, b) + reach)); };
    for (auto i = at_least(y0, y1); i <= at_most(y0, y1); ++i)
        for (auto j = at_least(x0, x1); j <= at_most(x0, x1); ++j) {
            const double px = double(j) - x0, py = double(i) - y0;
            const double t = length2 > 0 ? std::clamp((px * dx + py * dy) / length2, 0.0, 1.0) : 0;
            const double cover = thickness / 2 + 0.5 - std::hypot(px - t * dx, py - t * dy);
            if (cover > 0) blend(image, i, j, ink, static_cast<float>(std::min(cover, 1.0)));
        }
}

} // namespace

std::vector<double> round_ticks(double low, double high) {
    const double rough = (high - low) / 6, power = std::pow(10, std::floor(std::log10(rough)));
    const double step = power * (rough <= power ? 1 : rough <= 2 * power ? 2 : rough <= 5 * power ? 5 : 10);
    std::vector<double> ticks;
    for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) ticks.push_back(k * step);
    return ticks;
}

std::vector<double> log_ticks(double low, double high) {
    std::vector<double> ticks;
    const int first = static_cast<int>(std::ceil(low - 1e-9)), last = static_cast<int>(std::floor(high + 1e-9));
    const int step = 1 + (last - first) / 7;
    for (int k = first; k <= last; k += step) ticks.push_back(k);
    if (ticks.size() < 2) {
        ticks.clear();
        for (int k = first - 1; k <= last; ++k)
            for (double m : {1.0, 2.0, 5.0})
                if (const double tick = k + std::log10(m); tick >= low - 1e-9 && tick <= high + 1e-9) ticks.push_back(tick);
    }
    return ticks;
}

rgb_image plot(const std::vector<curve>& curves, const plot_options& options) {
    constexpr std::array<colour, 5> inks{
        {{0.12f, 0.40f, 0.75f}, {0.84f, 0.30f, 0.10f}, {0.15f, 0.58f, 0.30f}, {0.55f, 0.30f, 0.65f}, {0.35f, 0.35f, 0.35f}}};
    constexpr colour grid{0.88f, 0.88f, 0.88f}, frame{0.35f, 0.35f, 0.35f};
    const auto x_of = [](const curve& c, std::size_t i) { return c.x.empty() ? double(i) : c.x[i]; };
    const auto y_of = [&](const curve& c, std::size_t i) { return options.log_y ? std::log10(c.y[i]) : c.y[i]; };
    const auto points = [](const curve& c) { return c.x.empty() ? c.y.size() : std::min(c.x.size(), c.y.size()); };

    // What there is to show; a log of a value <= 0 is not finite.
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double x0 = infinity, x1 = -infinity, y0 = infinity, y1 = -infinity;
    for (const auto& c : curves)
        for (std::size_t i = 0; i < points(c); ++i)
            if (const double x = x_of(c, i), y = y_of(c, i); std::isfinite(x) && std::isfinite(y)) {
                x0 = std::min(x0, x), x1 = std::max(x1, x);
                y0 = std::min(y0, y), y1 = std::max(y1, y);
            }
    if (!(x0 <= x1)) x0 = y0 = 0, x1 = y1 = 1;
    if (x0 == x1) x0 -= 0.5, x1 += 0.5;
    const double margin = y1 > y0 ? 0.04 * (y1 - y0) : std::max(0.04 * std::abs(y0), 1e-3);
    y0 -= margin, y1 += margin;

    // The frame leaves room for the texts.
    rgb_image image = canvas(options.height, options.width);
    const double left = 62, right = double(options.width) - 14, top = 32, bottom = double(options.height) - 36;
    const auto to_x = [&](double x) { return left + (x - x0) / (x1 - x0) * (right - left); };
    const auto to_y = [&](double y) { return bottom - (y - y0) / (y1 - y0) * (bottom - top); };
    const auto text = [&](double x, double y, const std::string& what, double anchor, colour ink = black) {
        write_text(image, std::lround(y), std::lround(x - anchor * double(text_width(what))), what, ink);
    };
    const auto number = [](double value) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%.4g", std::abs(value) < 1e-12 ? 0.0 : value);
        return std::string(digits);
    };

    for (double tick : round_ticks(x0, x1)) {
        draw_line(image, std::round(to_x(tick)), top, std::round(to_x(tick)), bottom, grid, 1);
        text(to_x(tick), bottom + 6, number(tick), 0.5);
    }
    for (double tick : options.log_y ? log_ticks(y0, y1) : round_ticks(y0, y1)) {
        draw_line(image, left, std::round(to_y(tick)), right, std::round(to_y(tick)), grid, 1);
        text(left - 5, to_y(tick) - 3, number(options.log_y ? std::pow(10, tick) : tick), 1);
    }
    draw_line(image, left, top, left, bottom, frame, 1);
    draw_line(image, left, bottom, right, bottom, frame, 1);
    text((left + right) / 2, 5, options.title, 0.5);
    text(4, 18, options.y_label, 0);
    text(right, bottom + 20, options.x_label, 1);

    double legend = right;
    for (std::size_t n = curves.size(); n-- > 0;) {
        const auto& c = curves[n];
        const colour ink = inks[n % inks.size()];
        for (std::size_t i = 0; i < points(c); ++i) {
            const double x = x_of(c, i), y = y_of(c, i);
            if (!std::isfinite(x) || !std::isfinite(y)) continue;
            const bool joined = i > 0 && std::isfinite(x_of(c, i - 1)) && std::isfinite(y_of(c, i - 1));
            draw_line(image, to_x(joined ? x_of(c, i - 1) : x), to_y(joined ? y_of(c, i - 1) : y), to_x(x), to_y(y), ink);
        }
        if (curves.size() > 1) {
            text(legend, 18, c.name, 1, ink);
            legend -= double(text_width(c.name)) + 12;
        }
    }
    return image;
}

} // namespace docs
