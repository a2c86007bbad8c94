#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "operation.hpp"
#include "sequence.hpp"

namespace xgrad {

/// One line of a straight-line program: an op and the lines that it reads.
struct instruction {
    const operation* op = nullptr;
    index_array operand{};
    double literal = 0;  // the value of a literal, the number of an argument

    constexpr int& operator[](int k) { return operand[k]; }
    constexpr int operator[](int k) const { return operand[k]; }
    friend constexpr bool operator==(const instruction& a, const instruction& b) {
        return a.op == b.op && a.operand == b.operand && std::bit_cast<std::uint64_t>(a.literal) == std::bit_cast<std::uint64_t>(b.literal);
    }
};

/// The program under construction, alive during one constant evaluation. Equal lines are one line (hash-consing), so that
/// what an expression shares is shared, however it was written.
class trace {
public:
    constexpr int size() const { return lines_.size(); }
    constexpr const instruction& operator[](int i) const { return lines_[i]; }
    constexpr const derivative_rules& rules(int i) const { return *rules_[i]; }
    failure problem;  // the first rule that was broken; reported when the constant evaluation is over

    constexpr int literal(const operation* op, double value, const derivative_rules* rules) { return intern({op, {}, value}, rules); }

    /// Appends a line and gives its number, or the number of a line that is known to have the same value.
    constexpr int append(instruction line, const derivative_rules* rules = nullptr) {
        if (line.op->how == access::pointwise) {
            bool plain = !line.op->laws.involution;
            for (int k = 0; k < line.op->operands; ++k) {
                const operation* const op = lines_.data()[line.operand.line[k]].op;
                plain = plain && op->how != access::literal && !op->spreads && !op->laws.mask;
            }
            if (!plain) {
                look_through_spread_literals(line);
                if (int same = equal_operand(line); same >= 0) return same;
                if (int folded = fold(line); folded >= 0) return folded;
                if (int masked = behind_mask(line, rules); masked >= 0) return masked;
            }
            if (line.op->laws.commutative && line.operand[0] > line.operand[1]) std::swap(line.operand[0], line.operand[1]);
            if (line.operand[0] == line.operand[1] && is_sum(line) && line.op->extents.rank > 0)
                for (bool scalars : {false, true})
                    if (int doubled = twice(line.operand[0], scalars, 8); doubled >= 0) return doubled;
        }
        return intern(line, rules);
    }

private:
    constexpr bool is_literal(int i) const { return (*this)[i].op->how == access::literal; }
    constexpr bool is_literal(int i, double value) const { return is_literal(i) && (*this)[i].literal == value; }
    /// A literal that a movement without zeros repeats over a shape.
    constexpr bool is_spread_literal(int i) const {
        const auto& line = (*this)[i];
        return line.op->spreads && is_literal(line[0]);
    }

    /// A literal needs no shape where another operand has it: op(x, spread(c)) = op(x, c).
    constexpr void look_through_spread_literals(instruction& line) const {
        bool shaped = false;
        for (int k = 0; k < line.op->operands; ++k) {
            int i = line[k];
            shaped = shaped || !(is_literal(i) || is_spread_literal(i));
        }
        if (!shaped) return;
        for (int k = 0; k < line.op->operands; ++k) {
            int& i = line[k];
            if (is_spread_literal(i)) i = (*this)[i][0];
        }
    }

    /// The operand that the line equals: an identity element on the other side, or an involution applied twice.
    constexpr int equal_operand(const instruction& line) const {
        const auto& laws = line.op->laws;
        int a = line[0], b = line[1];
        auto fits = [&](int i) { return (*this)[i].op->extents == line.op->extents && (*this)[i].op->element == line.op->element; };
        if (line.op->operands == 2 && is_literal(b, laws.right_identity) && fits(a)) return a;
        if (line.op->operands == 2 && is_literal(a, laws.left_identity) && fits(b)) return b;
        if (laws.involution && (*this)[a].op == line.op && fits((*this)[a][0])) return (*this)[a][0];
        return -1;
    }

    /// The literal that the line is worth, spread over the shape that its operands are spread over.
    constexpr int fold(const instruction& line) {
        if (line.op->laws.fold == nullptr) return -1;
        std::array<double, max_operands> value{};
        int spread = -1, source = -1;
        for (int k = 0; k < line.op->operands; ++k) {
            int i = line[k];
            if (is_spread_literal(i)) spread = i, i = (*this)[i][0];
            if (!is_literal(i)) return -1;
            value[static_cast<std::size_t>(k)] = (*this)[i].literal;
            source = i;
        }
        int folded = literal((*this)[source].op, line.op->laws.fold(value.data()), rules_[source]);
        if (spread < 0) return folded;
        instruction again = (*this)[spread];
        again[0] = folded;
        return intern(again, rules_[spread]);
    }

    /// f(mask(x, c)) = mask(f(x), c) where f is zero for zero: what is not taken is computed before it is dropped, so that its infinity or
    /// NaN does not get through. Shapes and types must be those of x, for the ops' tables know them.
    constexpr int behind_mask(const instruction& line, const derivative_rules* rules) {
        for (unsigned set : line.op->laws.vanishes) {
            instruction inner = line;
            int mask = -1;
            bool fits = set != 0;
            for (int k = 0; k < line.op->operands; ++k) {
                if (!(set >> k & 1)) continue;
                const instruction& m = lines_[line[k]];
                fits = fits && m.op->laws.mask && like(m.op, line.op) && (is_literal(m[0]) || like(lines_[m[0]].op, line.op)) &&
                    (mask < 0 || (m.op == lines_[mask].op && m[1] == lines_[mask][1]));
                if (fits) mask = line[k], inner[k] = m[0];
            }
            if (!fits) continue;
            instruction outer = lines_[mask];
            outer[0] = append(inner, rules);
            return intern(outer, rules_[mask]);
        }
        return -1;
    }
    static constexpr bool like(const operation* a, const operation* b) { return a->extents == b->extents && a->element == b->element; }

    static constexpr bool is_sum(const instruction& line) { return line.op->laws.left_identity == 0 && line.op->laws.right_identity == 0; }
    /// The line 2 x, if a literal among the factors of x, or a scalar, can be doubled instead: 2 (0.5 a b) = a b. Exact, as 2 is a power of
    /// two.
    constexpr int twice(int i, bool scalars, int depth) {
        instruction line = lines_[i];
        if (line.op->how == access::literal) return literal(line.op, 2 * line.literal, rules_[i]);
        const int factors = line.op->laws.absorbing == 0 ? 2 : line.op->spreads ? 1 : 0;
        for (int k = 0; depth > 0 && k < factors; ++k)
            if (int doubled = twice(line[k], scalars, depth - 1); doubled >= 0) {
                line[k] = doubled;
                return append(line, rules_[i]);
            }
        return scalars && line.op->extents.rank == 0 && rules_[i] != nullptr ? rules_[i]->add(*this, i, i) : -1;
    }

    constexpr int intern(const instruction& line, const derivative_rules* rules) {
        if (2 * lines_.size() >= slots_.size()) grow();
        int& slot = slots_.data()[place(line)];
        if (slot == 0) {
            lines_.push_back(line);
            rules_.push_back(rules);
            slot = size();
        }
        return slot - 1;
    }
    /// Where the line stands in the hash table, or may stand: a slot holds the number of a line plus one, 0 is free. Written for few steps
    /// of a constant evaluation, whose number compilers limit: pointers instead of calls.
    constexpr int place(const instruction& line) const {
        const int* const x = line.operand.line;
        std::uint64_t h = static_cast<std::uint64_t>((x[0] * 8209L + x[1]) * 8209L + x[2] * 31L + x[3] * 7L + x[4]);
        h = ((h + line.op->salt) ^ std::bit_cast<std::uint64_t>(line.literal)) * 0x9E3779B97F4A7C15u;
        const int* const slots = slots_.data();
        const instruction* const lines = lines_.data();
        const int mask = slots_.size() - 1;
        int s = static_cast<int>(h >> 33) & mask;
        while (slots[s] != 0 && !(lines[slots[s] - 1] == line)) s = (s + 1) & mask;
        return s;
    }
    constexpr void grow() {
        slots_ = sequence<int>(slots_.size() == 0 ? 512 : 4 * slots_.size());
        for (int i = 0; i < size(); ++i) slots_[place((*this)[i])] = i + 1;
    }

    sequence<instruction> lines_;
    sequence<const derivative_rules*> rules_;
    sequence<int> slots_;
};

}  // namespace xgrad
