// Attention of decode steps on CUDA: one token in each of several texts, whose keys and values lie
// apart, in one kernel. libtorch would take one after the other.
#pragma once

#include <cstdint>

namespace logitscope
{

// All pointers are to the device's memory.
struct StepAttention
{
    const float* qkv;              // [R, 3, H, D]: what c_attn gave
    const std::int64_t* positions; // [R], each in its text
    const std::int64_t* keys;      // [R], the address of each text's keys, [layers, H, D, length]
    const std::int64_t* values;    // [R], the address of each text's values, [layers, H, length, D]
    float* attended;               // [R, H, D], the result
    int rows;                      // R
    int heads;                     // H
    int headSize;                  // D
    int contextLength;             // for which the keys and values have room
    int layer;
    float scale; // of a query times a key
};

// Whether a head's scores fit into the memory of one block.
bool canAttendSteps(int headSize, int contextLength);

// Adds each row's key and value to its text's and attends to them all. A row's result doesn't
// depend on the others. `stream` is a cudaStream_t. Throws std::runtime_error.
void attendSteps(const StepAttention& attention, void* stream);

} // namespace logitscope
