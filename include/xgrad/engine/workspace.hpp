#pragma once

#include <initializer_list>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>

#include "lockstep.hpp"

namespace xgrad {

/// Arguments whose shapes do not fit; thrown before anything is written.
class shape_error : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

/// The memory of a program for one set of shapes: what is neither input nor result, in one allocation, and where every line is found.
class workspace {
public:
    [[gnu::cold, gnu::noinline]] workspace(const program_view& program, std::initializer_list<extent_list> inputs) : program_(&program) {
        infer_shapes(program.written, program.written_size, inputs.begin());  // what nothing needs is checked, too
        shapes_ = infer_shapes(program.lines, program.size, inputs.begin());
        lockstep_ = program.parts.find_lockstep(program, shapes_.data());
        reserve();
    }

    const extent_list& shape(int line) const { return shapes_[line]; }
    std::size_t workspace_bytes() const { return size_; }
    const lockstep& steps() const { return lockstep_; }

protected:
    const operation& op(int i) const { return *program_->lines[i].op; }
    const placement& place(int i) const { return program_->places[i]; }
    memory_view& view(int i) { return views_[i]; }

    /// What the inputs of this run have in common with those of the run before.
    struct agreement {
        bool strides = true, memory = true;
    };
    /// Where the arrays are for this run.
    agreement bind_arrays(const memory_view* inputs, const memory_view* results) {
        agreement same;
        for (int i = 0; i < program_->size; ++i) {
            if (op(i).how != access::argument) continue;
            const memory_view& given = inputs[static_cast<int>(program_->lines[i].literal)];
            same.strides = same.strides && given.strides == view(i).strides;
            same.memory = same.memory && given.data == view(i).data;
            view(i) = given;
            if (given.extents.size() == 0) view(i).data = memory_.get();
        }
        for (int i = 0; i < program_->size; ++i)
            if (place(i).home >= 0) view(i) = results[place(i).home];
        return same;
    }
    /// A reshape shows the memory of its operand under its own shape; an input that is not dense is copied first.
    void show_reshapes() {
        for (int i = 0; i < program_->size; ++i) {
            if (op(i).how != access::reshape) continue;
            show_reshape(i);
        }
    }
    [[gnu::noinline]] void show_reshape(int i) {
        const memory_view& from = view(program_->lines[i].operand[0]);
        const auto element = program_->memory_sizes[i];
        view(i) = {from.data, shape(i), dense_strides(shape(i), element)};
        bool dense = true;
        const auto strides = dense_strides(from.extents, element);
#pragma GCC unroll 1
        for (int a = 0; a < from.extents.rank; ++a) dense = dense && (from.extents[a] <= 1 || from.strides[a] == strides[a]);
        if (!dense) view(i).data = copy_dense(i, from, element);
    }
    [[gnu::noinline]] std::byte* copy_dense(int line, const memory_view& from, std::ptrdiff_t element) {
        auto& copy = copies_[line];
        const auto bytes = from.extents.size() * element;
        if (copy.size() != bytes) copy = long_sequence<std::byte>(bytes);
        std::byte* to = copy.data();
        extent_list index = extent_list::filled(from.extents.rank, 0);
        for (std::ptrdiff_t n = from.extents.size(); n > 0; --n, to += element) {
            const std::byte* p = from.data;
            for (int a = 0; a < index.rank; ++a) p += index[a] * from.strides[a];
            std::copy_n(p, element, to);
            advance(index, from.extents, index.rank);
        }
        return copy.data();
    }
    void write_reals(std::byte* to, const double* values, std::ptrdiff_t count) const {
        if (program_->real_size == sizeof(double)) std::copy_n(values, count, reinterpret_cast<double*>(to));
        else std::transform(values, values + count, reinterpret_cast<float*>(to), [](double value) { return static_cast<float>(value); });
    }
    const stage& stage_of_band(int line) const {
        for (int s = 0; s < program_->stage_count; ++s)
            for (int p = 0; p < program_->stages[s].passes; ++p) {
                const auto& v = program_->code[program_->stages[s].first_pass + p].exact;
                for (int r = 0; r < v.root_count; ++r)
                    if (v.roots[r].kind == root::band && v.roots[r].line == line) return program_->stages[s];
            }
        return program_->stages[0];
    }
    /// The axis along which a ring of slabs of a line is kept, -1 where there is none.
    int band_axis(int line) const {
        if (place(line).banded) return stage_of_band(line).band_axis;
        return lockstep_.slabs[line] > 0 ? shape(line).rank - 2 : -1;
    }
    /// How many slabs a pass computes before the next pass follows: enough to outweigh a call, few enough to stay in the cache.
    std::ptrdiff_t slabs_per_step(const stage& st) const {
        constexpr std::ptrdiff_t all_elements = 65536, elements = 8192, most = 32;
        std::ptrdiff_t slab = 1;
        for (int a = st.band_axis + 1; a < st.rank; ++a) slab *= shape(st.domain)[a];
        return std::clamp<std::ptrdiff_t>(
            std::max(all_elements / std::max(st.bands, 1), elements) / std::max<std::ptrdiff_t>(slab, 1), 1, most);
    }
    /// How many slabs of a band are kept.
    std::ptrdiff_t slabs(int line) const {
        if (!place(line).banded) return lockstep_.slabs[line];
        const stage& st = stage_of_band(line);
        return place(line).slabs + slabs_per_step(st) - 1;
    }

    /// Elements of zeros before and after the rows that are kept of images with channels, for convolutions to read.
    std::ptrdiff_t zeros_around(int line) const {
        return lockstep_.slabs[line] > 0 && shape(line).rank - lockstep_.first_kept_axis(line) > 2 ? 16 : 0;
    }

    /// The ring of a band, used again at every index along the axes outside; its slabs start on different cache sets. Bytes.
    std::size_t make_ring(int line, memory_view& ring) const {
        constexpr std::ptrdiff_t cache_line = 64;
        const int axis = band_axis(line), first = place(line).banded ? axis : lockstep_.first_kept_axis(line);
        const std::ptrdiff_t zeros = zeros_around(line);
        auto whole_lines = [](std::ptrdiff_t bytes) { return ((bytes + cache_line - 1) / cache_line | 1) * cache_line; };
        for (int a = 0; a < first; ++a) ring.extents[a] = std::min<std::ptrdiff_t>(ring.extents[a], 1), ring.strides[a] = 0;
        std::ptrdiff_t bytes = program_->real_size;
        for (int a = ring.extents.rank - 1; a > axis; --a) bytes *= ring.extents[a];
        bytes += zeros * program_->real_size;
        for (int a = axis; a >= first; --a) {
            if (a == axis) ring.extents[a] = slabs(line);
            ring.strides[a] = whole_lines(bytes);
            bytes = ring.strides[a] * (ring.extents[a] + (zeros > 0 && a == axis ? 1 : 0));
        }
        return static_cast<std::size_t>(bytes + zeros * program_->real_size);
    }

    const program_view* program_;
    long_sequence<extent_list> shapes_;
    long_sequence<memory_view> views_, buffers_;
    long_sequence<double*> totals_;
    long_sequence<std::byte*> kernel_memory_;
    lockstep lockstep_;

private:
    [[gnu::cold]] static long_sequence<extent_list> infer_shapes(const instruction* lines, int size, const extent_list* inputs) {
        long_sequence<extent_list> shapes(size);
        for (int i = 0; i < size; ++i) {
            const operation& op = *lines[i].op;
            extent_list operands[max_operands];
            for (int k = 0; k < op.operands; ++k) operands[k] = shapes[lines[i][k]];
            failure problem;
            auto& out = shapes[i];
            out = op.how == access::argument ? inputs[static_cast<int>(lines[i].literal)] : op.infer(problem, operands);
            double elements = 1;
            for (int a = 0; a < out.rank; ++a) elements *= static_cast<double>(out[a]);
            if (!problem.any() &&
                elements * static_cast<double>(sizeof(double)) > static_cast<double>(std::numeric_limits<std::ptrdiff_t>::max() / 4))
                problem << "the result has more elements than memory can address";
            if (problem.any()) refuse(op.name, problem);
        }
        return shapes;
    }
    [[noreturn, gnu::cold, gnu::noinline]] static void refuse(std::string_view op, const failure& problem) {
        std::string message("xgrad::");
        message.append(op).append(": ").append(problem.message());
        throw shape_error(message);
    }

    /// One allocation for everything that is neither input nor result.
    [[gnu::cold]] void reserve() {
        views_ = long_sequence<memory_view>(program_->size);
        buffers_ = long_sequence<memory_view>(program_->size);
        totals_ = long_sequence<double*>(program_->size);
        kernel_memory_ = long_sequence<std::byte*>(program_->size);
        copies_ = long_sequence<long_sequence<std::byte>>(program_->size);
        constexpr std::size_t line = 64, none = std::numeric_limits<std::size_t>::max();
        std::size_t bytes = 0;
        long_sequence<std::size_t> at(program_->size, none), total_at(program_->size), kernel_at(program_->size);
        auto take = [&](std::size_t n) {
            const auto start = bytes;
            bytes += (n + line - 1) / line * line;
            return start;
        };
        for (int i = 0; i < program_->size; ++i) {
            auto& buffer = buffers_[i];
            buffer.extents = shape(i);
            buffer.strides = dense_strides(buffer.extents, program_->real_size);
            auto needed = static_cast<std::size_t>(buffer.extents.size() * program_->real_size);
            if (band_axis(i) >= 0) needed = (this->*program_->parts.make_ring)(i, buffer);
            const bool kept = (place(i).stored && place(i).home < 0) || place(i).banded || op(i).how == access::count;
            if (kept) at[i] = take(needed + line);
            if (program_->row_kernels[i].run)
                kernel_at[i] =
                    take(static_cast<std::size_t>(program_->row_kernels[i].memory(kernel_shapes(*program_, shapes_.data(), i).shape)));
            if (op(i).how == access::reduction) total_at[i] = take(static_cast<std::size_t>(shape(i).size()) * sizeof(double));
        }
        size_ = bytes;
        memory_.reset(static_cast<std::byte*>(::operator new(bytes + line, std::align_val_t{line})));
        std::fill_n(memory_.get(), bytes + line, std::byte{0});
        for (int i = 0; i < program_->size; ++i) {
            if (at[i] != none) buffers_[i].data = memory_.get() + at[i] + zeros_around(i) * program_->real_size;
            if (op(i).how == access::reduction) totals_[i] = reinterpret_cast<double*>(memory_.get() + total_at[i]);
            if (program_->row_kernels[i].run) kernel_memory_[i] = memory_.get() + kernel_at[i];
            if (op(i).how != access::argument) view(i) = buffers_[i];
            for (std::ptrdiff_t e = 0; op(i).how == access::count && e < shape(i).size(); ++e) {
                const double count = op(i).count(shape(program_->lines[i].operand[0]), e);
                write_reals(buffers_[i].data + e * program_->real_size, &count, 1);
            }
        }
    }
    struct free_memory {
        void operator()(std::byte* p) const { ::operator delete(p, std::align_val_t{64}); }
    };
    long_sequence<long_sequence<std::byte>> copies_;
    std::unique_ptr<std::byte, free_memory> memory_;
    std::size_t size_ = 0;
};

}  // namespace xgrad
