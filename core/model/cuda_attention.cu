#include "core/model/cuda_attention.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace logitscope
{

namespace
{

constexpr int threads = 1024; // of a block, which computes one head of one row
constexpr int lanes = 32;
constexpr int warps = threads / lanes;

std::size_t sharedBytes(int headSize, int contextLength)
{
    return sizeof(float) * static_cast<std::size_t>(contextLength + threads + headSize);
}

struct Larger
{
    __device__ float operator()(float a, float b) const { return fmaxf(a, b); }
};

struct Sum
{
    __device__ float operator()(float a, float b) const { return a + b; }
};

// Of all the block's values, the same for every thread. `ofWarps` has room for one of each warp.
template <class Combine>
__device__ float combineBlock(float value, float* ofWarps, Combine combine)
{
    for (int distance = lanes / 2; distance > 0; distance /= 2)
        value = combine(value, __shfl_xor_sync(0xffffffffu, value, distance));
    __syncthreads(); // what was combined before has been read
    if (threadIdx.x % lanes == 0)
        ofWarps[threadIdx.x / lanes] = value;
    __syncthreads();
    float all = ofWarps[0];
    for (int warp = 1; warp < warps; ++warp)
        all = combine(all, ofWarps[warp]);
    return all;
}

__global__ void __launch_bounds__(threads) attendStep(StepAttention a)
{
    extern __shared__ float shared[];
    __shared__ float ofWarps[warps];
    float* const scores = shared;                  // [context length]
    float* const parts = scores + a.contextLength; // [threads]
    float* const query = parts + threads;          // [D]

    const int thread = static_cast<int>(threadIdx.x);
    const int head = static_cast<int>(blockIdx.x);
    const int row = static_cast<int>(blockIdx.y);
    const int D = a.headSize;
    const int width = a.heads * D;
    const int position = static_cast<int>(a.positions[row]);
    const std::int64_t first =
        (static_cast<std::int64_t>(a.layer) * a.heads + head) * D * a.contextLength;
    float* const keys = reinterpret_cast<float*>(a.keys[row]) + first;     // [D, length]
    float* const values = reinterpret_cast<float*>(a.values[row]) + first; // [length, D]
    const float* const own = a.qkv + static_cast<std::int64_t>(row) * 3 * width + head * D;

    for (int d = thread; d < D; d += threads) {
        query[d] = own[d] * a.scale;
        keys[d * a.contextLength + position] = own[width + d];
        values[position * D + d] = own[2 * width + d];
    }
    __syncthreads();

    // A thread takes a position, so that its neighbours read the neighbouring keys.
    float highest = -INFINITY;
    for (int j = thread; j <= position; j += threads) {
        float score = 0.0f;
#pragma unroll 16
        for (int d = 0; d < D; ++d)
            score += query[d] * keys[d * a.contextLength + j];
        scores[j] = score;
        highest = fmaxf(highest, score);
    }
    highest = combineBlock(highest, ofWarps, Larger());
    float sum = 0.0f;
    for (int j = thread; j <= position; j += threads) {
        scores[j] = expf(scores[j] - highest);
        sum += scores[j];
    }
    sum = combineBlock(sum, ofWarps, Sum()); // which also waits for all the scores

    // Groups of D threads each take every so many positions.
    const int groups = threads / D;
    const int group = thread / D;
    float part = 0.0f;
    if (group < groups) {
#pragma unroll 8
        for (int j = group; j <= position; j += groups)
            part += scores[j] * values[j * D + thread % D];
    }
    parts[thread] = part;
    __syncthreads();
    if (thread < D) {
        float all = 0.0f;
        for (int g = 0; g < groups; ++g)
            all += parts[g * D + thread];
        a.attended[static_cast<std::int64_t>(row) * width + head * D + thread] = all / sum;
    }
}

} // namespace

bool canAttendSteps(int headSize, int contextLength)
{
    constexpr std::size_t mostShared = 48 * 1024 - sizeof(float) * warps; // without asking for more
    return headSize <= threads && sharedBytes(headSize, contextLength) <= mostShared;
}

void attendSteps(const StepAttention& attention, void* stream)
{
    const dim3 blocks(static_cast<unsigned>(attention.heads),
                      static_cast<unsigned>(attention.rows));
    attendStep<<<blocks, threads, sharedBytes(attention.headSize, attention.contextLength),
                 static_cast<cudaStream_t>(stream)>>>(attention);
    if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess)
        throw std::runtime_error(std::string("CUDA: ") + cudaGetErrorString(error));
}

} // namespace logitscope
