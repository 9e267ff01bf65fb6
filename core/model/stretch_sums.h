// What attention over stretches of positions gives, until it is put together.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace logitscope
{

// Positions. Of GPT-2's smallest model two stretches' keys and values, in F32, fit into 1 MB.
constexpr std::size_t stretchLength = 64;

class StretchSums
{
public:
    StretchSums(std::size_t rows, std::size_t stretches, std::size_t heads, std::size_t headSize);

    // For a head of a row: the stretch's values, each times exp(score - highest score), summed up.
    float* values(std::size_t stretch, std::size_t row, std::size_t head) const
    {
        return &values_[((stretch * rows_ + row) * heads_ + head) * headSize_];
    }

    // Where a head has the next row's.
    std::size_t rowStride() const { return heads_ * headSize_; }

    // The highest score of each stretch.
    float* highest(std::size_t row, std::size_t head) const
    {
        return &highest_[(row * heads_ + head) * stretches_];
    }

    // The sum of the powers of each stretch.
    float* sums(std::size_t row, std::size_t head) const
    {
        return &sums_[(row * heads_ + head) * stretches_];
    }

    // out = softmax(scale query keys^T) values of a row, [H, D], which sees so many stretches.
    void putTogether(std::size_t row, std::size_t stretches, std::span<float> out) const;

private:
    std::size_t rows_;
    std::size_t stretches_;
    std::size_t heads_;
    std::size_t headSize_;
    std::unique_ptr<float[]> values_;
    std::unique_ptr<float[]> highest_;
    std::unique_ptr<float[]> sums_;
};

} // namespace logitscope
