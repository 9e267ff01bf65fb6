// CUDA graphs of decode steps: what a step launches is recorded once and from then on launched as
// one. Launching its kernels one by one takes longer than they run.
#pragma once

#include <functional>
#include <memory>

namespace at
{
class Tensor;
}

namespace logitscope
{

// Not for several threads at a time.
class StepGraphs
{
public:
    // From inputs [N, R] of R rows, on the device, to what is computed of them there. It must
    // launch the same kernels, with the same addresses, for every R columns it gets.
    using Compute = std::function<at::Tensor(const at::Tensor& inputs)>;

    explicit StepGraphs(Compute compute);
    ~StepGraphs();

    // `inputs` is on the host. The result is valid until the next call. Throws what libtorch
    // throws.
    at::Tensor run(const at::Tensor& inputs);

private:
    struct Graphs;
    std::unique_ptr<Graphs> graphs_;
};

} // namespace logitscope
