// What a product of rows is made of: a few rows with one part of a panel.
#pragma once

#include "core/model/panel_matrix.h"

#include <cstddef>
#include <cstdint>

namespace logitscope
{

// How many rows at once leave registers for their sums. Where INT8 is converted to BF16, more rows
// and fewer columns: so it is converted once for up to twelve rows.
template <class Factor, class Weight>
constexpr int mostPartRows = 6;
template <>
inline constexpr int mostPartRows<Bf16, std::int8_t> = 12;

// One part of the inner dimension is summed at a time: its weights stay in the nearest cache while
// all rows use them, and shorter sums round less. Even, as BF16 goes by pairs.
constexpr int partLength = 128;

// How many weights of a column are multiplied at once.
template <class Weight>
constexpr int partStep = 2;
template <>
inline constexpr int partStep<float> = 1;

// out[r, n] = start[n] + sum_k rows[r, k] weights[k, n]. Where the weights are not F32, k goes by
// pairs, the second of each before the first, as AVX-512's instruction for BF16 adds them up: the
// sums are the same on all processors, to the last bit.
template <class Factor, class Weight>
struct PanelPart
{
    int rowCount; // at most mostPartRows<Factor, Weight>
    const Factor* rows;
    std::size_t rowStride;
    const Weight* weights; // of the panel, from this part on
    int length;            // of the inner dimension, rounded up to steps
    const float* scales;   // INT8: what the sums of each column are multiplied with
    const float* start;    // of every column; null: what `out` has
    float* out;            // [rowCount, panelWidth]
    int group;             // which of the groups of rows that the part is multiplied with
    int groups;
};

// Fetches weights from memory while others are multiplied. A single pass over a part waits for
// memory anyway and needs only a short lead. Of several passes each fetches its share of the next
// part, so that memory is read all the time and not in the first pass alone.
class WeightsAhead
{
public:
    template <class Factor, class Weight>
    WeightsAhead(const PanelPart<Factor, Weight>& part, int pass, int passes)
        : next_(reinterpret_cast<const char*>(part.weights))
    {
        constexpr int lead = 8192;
        constexpr int lineBytes = PanelMatrix::panelWidth * sizeof(Weight);
        const int shares = part.groups * passes;
        const int share = part.length * lineBytes / shares;
        next_ += shares == 1 ? lead : (shares + part.group * passes + pass) * share;
        each_ = partStep<Weight> * lineBytes / shares;
    }

    // With every step.
    __attribute__((always_inline)) void step()
    {
        constexpr int cacheLine = 64;
        for (int i = 0; i < each_; i += cacheLine)
            __builtin_prefetch(next_ + i, 0, 2); // to the second level: the first is small
        next_ += each_;
    }

private:
    const char* next_;
    int each_; // bytes
};

// Factors in F32. Beside weights of another format they have been rounded to BF16; the weights are
// widened as they are read.
void addPart(const PanelPart<float, float>& part);
void addPart(const PanelPart<float, Bf16>& part);
void addPart(const PanelPart<float, std::int8_t>& part);

// Factors in BF16, which the processor multiplies in pairs, twice as many at once; every INT8 is
// a BF16. Only where multipliesBf16() is true.
void addPart(const PanelPart<Bf16, Bf16>& part);
void addPart(const PanelPart<Bf16, std::int8_t>& part);

// Whether the processor has such an instruction, and the instruction set that was picked too.
bool multipliesBf16();

} // namespace logitscope
