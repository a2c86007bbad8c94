#pragma once

#include <functional>
#include <span>
#include <tuple>

#include "engine/arrays.hpp"
#include "engine/executor.hpp"
#include "engine/general_rows.hpp"
#include "transforms.hpp"

namespace xgrad {

/// The run-time side of a program: static tables that the executor reads.
template <class P>
class compiled {
    static constexpr const auto& schedule = schedule_of<P>::value;
    static constexpr int pass_count = schedule.needed.passes;

    /// The lines of one kind: only they are asked, by type, for what the others have not.
    struct chosen_lines {
        std::array<int, static_cast<std::size_t>(P::size)> line{};
        std::size_t count = 0;
        constexpr explicit chosen_lines(access how) {
            for (int i = 0; i < P::size; ++i)
                if (P::lines[static_cast<std::size_t>(i)].op->how == how) line[count++] = i;
        }
    };
    template <access How>
    static constexpr chosen_lines lines_that_are{How};
    template <access How, class Value>
    static constexpr auto per_line(const Value& usual, auto value_of) {
        std::array<Value, static_cast<std::size_t>(P::size)> all;
        all.fill(usual);
        [&]<std::size_t... K>(std::index_sequence<K...>) {
            ((all[static_cast<std::size_t>(lines_that_are<How>.line[K])] = value_of.template operator()<lines_that_are<How>.line[K]>()),
                ...);
        }(std::make_index_sequence<lines_that_are<How>.count>{});
        return all;
    }

    static constexpr auto kernels = per_line<access::kernel>(kernel_function{}, []<int I>() -> kernel_function {
        if constexpr (requires { &P::template op_at<I>::template compute<typename P::real>; })
            return &P::template op_at<I>::template compute<typename P::real>;
        else return nullptr;
    });
    static constexpr auto row_kernels = per_line<access::kernel>(row_kernel{}, []<int I>() {
        using op = typename P::template op_at<I>;
        using T = typename P::real;
        row_kernel k;
        if constexpr (requires { op::image_axes; }) {
            k.image_axes = op::image_axes, k.images = op::images, k.by_rows = &op::by_rows, k.reads = &op::reads;
            k.memory = &op::template memory<T>, k.run = &op::template compute_rows<T>;
            if constexpr (requires { &op::template finish_rows<T>; })
                k.adds_up = true, k.begin = &op::template begin_rows<T>, k.finish = &op::template finish_rows<T>;
            if constexpr (requires { op::result_axes; }) k.result_axes = op::result_axes;
        }
        return k;
    });
    static constexpr auto memory_sizes = [] {
        auto sizes = per_line<access::argument>(static_cast<std::ptrdiff_t>(sizeof(typename P::real)),
            []<int I>() -> std::ptrdiff_t { return sizeof(typename memory_element<P, I>::type); });
        for (std::size_t i = 0; i < sizes.size(); ++i)
            if (P::lines[i].op->how == access::reshape) sizes[i] = sizes[static_cast<std::size_t>(P::lines[i].operand[0])];
        return sizes;
    }();
    static constexpr auto result_sizes = []<std::size_t... K>(std::index_sequence<K...>) {
        return std::array<std::ptrdiff_t, sizeof...(K)>{sizeof(typename P::template result_element<K>)...};
    }(std::make_index_sequence<P::results.size()>{});

    /// Joint passes have an interior only.
    template <int Q>
    static constexpr pass_code pass_code_of() {
        constexpr bool joint = schedule.stages[static_cast<std::size_t>(schedule.passes[Q].stage)].joint_pass == Q;
        using loops = std::conditional_t<joint, joint_rows<P, Q>, interior_rows<P, Q>>;
        pass_code code{nullptr, nullptr, loops::exists, lanes<typename P::real>, view_of<P, Q, true>(), view_of<P, Q, true>(),
            invariant_loads<P, Q>.data(), nullptr};
        if constexpr (loops::exists || !joint) code.fast = &loops::run;
        if constexpr (!joint)
            code.general = &general_rows<P, Q>::run, code.exact = view_of<P, Q, false>(), code.with_next = side_by_side<P, Q>::code;
        return code;
    }
    static constexpr bool has_bands = [] {
        bool any = false;
        for (int s = 0; s < schedule.needed.stages; ++s) any = any || schedule.stages[static_cast<std::size_t>(s)].passes > 1;
        return any;
    }();

public:
    static const program_view& view() {
        static const auto passes = []<std::size_t... Q>(std::index_sequence<Q...>) {
            return std::array<pass_code, sizeof...(Q)>{pass_code_of<static_cast<int>(Q)>()...};
        }(std::make_index_sequence<static_cast<std::size_t>(pass_count)>{});
        static const program_view v{P::lines.data(), P::size, P::written.data(), static_cast<int>(P::written.size()),
            schedule.stages.data(), schedule.needed.stages, schedule.passes.data(), schedule.lines.data(), passes.data(), kernels.data(),
            row_kernels.data(), memory_sizes.data(), result_sizes.data(), static_cast<int>(P::results.size()), sizeof(typename P::real),
            executor::parts<(lines_that_are<access::kernel>.count > 0), has_bands>()};
        return v;
    }
};

/// What a plan asks of the arguments of a call; compiled once for all plans.
[[gnu::noinline]] inline void check_arguments(std::span<const memory_view> given, std::span<const memory_view> planned,
    std::span<const memory_view> results, std::span<const std::ptrdiff_t> element_sizes) {
    const std::less<const std::byte*> before;
    for (std::size_t k = 0; k < given.size(); ++k) {
        const memory_view& argument = given[k];
        if (!(argument.extents == planned[k].extents)) {
            failure f;
            f << "xgrad::plan: argument " << static_cast<std::ptrdiff_t>(k) << " has the shape " << argument.extents
              << ", the plan was made for " << planned[k].extents << "; make another plan";
            throw shape_error(std::string(f.message()));
        }
        if (argument.extents.size() == 0) continue;
        const std::byte *low = argument.data, *high = argument.data;
        for (int a = 0; a < argument.extents.rank; ++a) {
            const auto span = (argument.extents[a] - 1) * argument.strides[a];
            (span < 0 ? low : high) += span;
        }
        for (std::size_t r = 0; r < results.size(); ++r)
            if (!before(high, results[r].data) && before(low, results[r].data + results[r].extents.size() * element_sizes[r]))
                throw std::invalid_argument("xgrad::plan: an argument lies in the memory of the plan's own results; copy it first");
    }
}

/// A computation fixed to one set of shapes: owns the workspace and the results. Calls allocate nothing as long as the strides of
/// the arguments stay the same.
template <class F, class... Inputs>
class planned {
    static_assert(stateless<F>, "xgrad: a capturing lambda cannot be traced at compile time; pass run-time values as arguments");
    using P = program<F, Inputs...>;
    template <std::size_t... K>
    static auto result_types(std::index_sequence<K...>)
        -> std::tuple<result_array<typename P::template result_element<K>, P::template result_type<K>::rank>...>;
    static constexpr auto all_results = std::make_index_sequence<P::results.size()>{};
    using result_tuple = decltype(result_types(all_results));

public:
    template <class... A>
    [[gnu::noinline]] explicit planned(const A&... arguments) : executor_(compiled<P>::view(), {memory_of(arguments).extents...}) {
        inputs_ = {memory_of(arguments)...};
        for_results([&]<std::size_t K>() {
            auto& r = std::get<K>(results_);
            allocate_result<typename P::template result_element<K>, P::template result_type<K>::rank>(r, executor_.shape(P::results[K]));
        });
    }

    /// Runs on arguments of the planned shapes and gives the plan's own results, which the next call overwrites.
    /// Throws shape_error for other shapes and std::invalid_argument for an argument that lies in the results' memory.
    template <class... A>
    [[gnu::noinline]] const auto& operator()(const A&... arguments) {
        static_assert(sizeof...(A) == sizeof...(Inputs), "xgrad: the plan takes as many arguments as it was made with");
        static_assert((std::is_same_v<signature_of<A>, Inputs> && ...),
            "xgrad: an argument has another element type, rank or static extents than the plan was made with");
        const std::array<memory_view, sizeof...(A)> given{memory_of(arguments)...};
        std::array<memory_view, P::results.size()> to;
        for_results([&]<std::size_t K>() { to[K] = result_memory<K>(); });
        check_arguments(given, inputs_, to, sizes_);
        executor_.run(given.data(), to.data());
        if constexpr (P::single) return std::get<0>(results_);
        else return results_;
    }

    /// Bytes of workspace beside arguments and results.
    std::size_t workspace_bytes() const { return executor_.workspace_bytes(); }

private:
    template <class Each>
    void for_results(Each each) {
        [&]<std::size_t... K>(std::index_sequence<K...>) { (each.template operator()<K>(), ...); }(all_results);
    }
    template <std::size_t K>
    memory_view result_memory() {
        auto& r = std::get<K>(results_);
        using T = typename P::template result_element<K>;
        const auto& shape = executor_.shape(P::results[K]);
        if constexpr (P::template result_type<K>::rank == 0) return {reinterpret_cast<std::byte*>(&r), shape, {}};
        else return {reinterpret_cast<std::byte*>(r.data()), shape, dense_strides(shape, sizeof(T))};
    }
    static constexpr auto sizes_ = []<std::size_t... K>(std::index_sequence<K...>) {
        return std::array<std::ptrdiff_t, sizeof...(K)>{sizeof(typename P::template result_element<K>)...};
    }(all_results);
    executor executor_;
    std::array<memory_view, sizeof...(Inputs)> inputs_;
    result_tuple results_;
};

/// `plan(f, arguments...)`: f (a transform or a plain callable) fixed to the shapes of the arguments. Checks the shapes,
/// throws shape_error where they do not fit, and owns all memory: `step(arguments...)` gives the results by reference.
template <class F, class... A>
auto plan(F, const A&... arguments) {
    return planned<F, signature_of<A>...>(arguments...);
}

/// One evaluation: plans, runs and gives the results by value.
template <class F, class... A>
auto run(F f, const A&... arguments) {
    auto step = plan(f, arguments...);
    auto results = step(arguments...);
    return results;
}

}  // namespace xgrad
