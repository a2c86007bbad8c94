#pragma once

#include <cstddef>

namespace xgrad {

/// A growing array. In constant expressions, libstdc++ 12's std::vector is not usable with clang, and this one takes a fifth of its
/// evaluation steps; at run time, it costs a fraction of the time to compile, also because it calls nothing of `std`, where a `swap` is
/// chosen from dozens.
template <class T, class Size = int>
class sequence {
public:
    constexpr sequence() = default;
    constexpr explicit sequence(Size n) : data_(new T[static_cast<std::size_t>(n)]{}), size_(n), capacity_(n) {}
    constexpr sequence(Size n, T value) : sequence(n) {
        for (T& x : *this) x = value;
    }
    constexpr sequence(const sequence& other) {
        for (const T& x : other) push_back(x);
    }
    constexpr sequence(sequence&& other) noexcept { swap(other); }
    constexpr sequence& operator=(sequence other) noexcept {
        swap(other);
        return *this;
    }
    constexpr ~sequence() { delete[] data_; }

    constexpr Size size() const { return size_; }
    constexpr bool empty() const { return size_ == 0; }
    constexpr T* data() { return data_; }
    constexpr const T* data() const { return data_; }
    constexpr T& operator[](Size i) { return data_[i]; }
    constexpr const T& operator[](Size i) const { return data_[i]; }
    constexpr T* begin() { return data_; }
    constexpr T* end() { return data_ + size_; }
    constexpr const T* begin() const { return data_; }
    constexpr const T* end() const { return data_ + size_; }

    constexpr void push_back(const T& value) {
        if (size_ == capacity_) {
            T copy = value;  // which may be one of the elements
            grow(capacity_ == 0 ? 16 : 2 * capacity_);
            data_[size_++] = static_cast<T&&>(copy);
        } else data_[size_++] = value;
    }
    constexpr void swap(sequence& other) noexcept {
        T* const data = data_;
        const Size size = size_, capacity = capacity_;
        data_ = other.data_, size_ = other.size_, capacity_ = other.capacity_;
        other.data_ = data, other.size_ = size, other.capacity_ = capacity;
    }

private:
    constexpr void grow(Size n) {
        T* larger = new T[static_cast<std::size_t>(n)]{};
        for (Size i = 0; i < size_; ++i) larger[i] = static_cast<T&&>(data_[i]);
        delete[] data_;
        data_ = larger;
        capacity_ = n;
    }
    T* data_ = nullptr;
    Size size_ = 0, capacity_ = 0;
};

/// One that may have as many elements as memory has.
template <class T>
using long_sequence = sequence<T, std::ptrdiff_t>;

}  // namespace xgrad
