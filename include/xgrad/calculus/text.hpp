#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "../language/trace.hpp"

namespace xgrad {

/// A program as text: a value that is read once stands where it is read, every other one has a name.
class program_text {
public:
    [[gnu::cold]] program_text(const instruction* lines, int size, const int* results, int result_count)
        : lines_(lines), uses_(static_cast<std::size_t>(size)), names_(static_cast<std::size_t>(size)) {
        for (int i = 0; i < size; ++i)
            for (int k = 0; k < lines[i].op->data_operands; ++k)
                if (lines[i].op->how != access::count) ++use(lines[i][k]);
        for (int r = 0; r < result_count; ++r) use(results[r]) += 2;
        int number = 0;
        for (int i = 0; i < size; ++i) {
            if (lines[i].op->how == access::argument) name(i) = std::string("x") + std::to_string(static_cast<int>(lines[i].literal));
            else if (use(i) > 1 && lines[i].op->how != access::literal && lines[i].op->how != access::count) {
                const std::string right = formula(i, 0);
                name(i) = std::string("t") + std::to_string(number++);
                text_ += name(i) + " = " + right + "\n";
            }
        }
        text_ += "return ";
        for (int r = 0; r < result_count; ++r) text_ += (r > 0 ? ", " : "") + formula(results[r], 0);
        text_ += "\n";
    }
    const std::string& text() const { return text_; }
    /// A line as it stands inside another one; `outer` is the precedence around it.
    [[gnu::cold]] std::string formula(int i, int outer) const {
        const instruction& line = lines_[i];
        if (!names_[static_cast<std::size_t>(i)].empty()) return names_[static_cast<std::size_t>(i)];
        if (line.op->how == access::literal) return number(line.literal);
        if (line.op->how == access::count) return std::string(line.op->symbol) + std::string(line.op->options().message());
        if (line.op->spreads) return formula(line.operand[0], outer);
        if (!line.op->symbol.empty()) return infix(line, outer);
        std::string out = std::string(line.op->name) + "(";
        for (int k = 0; k < line.op->data_operands; ++k) out += (k > 0 ? ", " : "") + formula(line.operand[k], 0);
        const failure options = line.op->options();
        if (options.any()) out += std::string("; ") + std::string(options.message());
        return out + ")";
    }

private:
    [[gnu::cold]] std::string infix(const instruction& line, int outer) const {
        const std::string symbol(line.op->symbol);
        const int own = symbol == "+" || symbol == "-" ? 1 : symbol == "*" || symbol == "/" ? 2 : 0;
        std::string out;
        if (line.op->operands == 1) out = symbol + formula(line.operand[0], 3);
        else
            out = formula(line.operand[0], own) + " " + symbol + " " +
                formula(line.operand[1], own + (symbol == "-" || symbol == "/" ? 1 : 0));
        const int tightness = line.op->operands == 1 ? 2 : own;
        return tightness < outer || (line.op->operands == 1 && outer > 0) ? std::string("(") + out + ")" : out;
    }
    static std::string number(double x) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%g", x);
        return digits;
    }
    int& use(int i) { return uses_[static_cast<std::size_t>(i)]; }
    std::string& name(int i) { return names_[static_cast<std::size_t>(i)]; }

    const instruction* lines_;
    std::vector<int> uses_;
    std::vector<std::string> names_;
    std::string text_;
};

}  // namespace xgrad
