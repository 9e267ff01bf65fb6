// The product of a few rows with a weight matrix, reading every weight once for all of them: what a
// decoding step spends its time on. A row's result does not depend on how many rows there are, nor
// on the number of threads, to the last bit: rows of a batch don't influence each other.
//
// Beside weights in BF16 or INT8 the rows are rounded to BF16, for which many processors have an
// instruction that is twice as quick. What it rounds away is less than what the weights have lost,
// and a product of two such numbers is exact in F32, in which they are added up.
#pragma once

#include "core/model/panel_matrix.h"

#include <span>

namespace logitscope
{

// out[r, n] = bias[n] + sum_k rows[r, k] matrix[k, n], all row-major. An empty bias is 0.
void multiplyRows(std::span<const float> rows, const PanelMatrix& matrix,
                  std::span<const float> bias, std::span<float> out);

// The same, with the rows of `out` anywhere in memory.
void multiplyRows(std::span<const float> rows, const PanelMatrix& matrix,
                  std::span<const float> bias, std::span<const std::span<float>> out);

} // namespace logitscope
