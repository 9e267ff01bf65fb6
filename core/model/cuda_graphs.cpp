#include "core/model/cuda_graphs.h"

#include <ATen/core/Tensor.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <map>
#include <utility>

namespace logitscope
{

namespace
{

struct StepGraph
{
    at::Tensor inputs; // where the graph reads them
    at::Tensor result; // where it leaves them; undefined until it is recorded
    at::cuda::CUDAGraph graph;
};

} // namespace

struct StepGraphs::Graphs
{
    Compute compute;
    std::map<std::int64_t, StepGraph> ofRows;

    // On a stream of its own, as CUDA asks for. The first run there isn't recorded: it is when
    // libtorch takes what memory it keeps for a stream.
    void record(StepGraph& step) const
    {
        const auto stream = c10::cuda::getStreamFromPool();
        c10::cuda::getCurrentCUDAStream().synchronize();
        const c10::cuda::CUDAStreamGuard guard(stream);
        compute(step.inputs);
        stream.synchronize();
        // Another thread may load a model or copy a text meanwhile.
        step.graph.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
        step.result = compute(step.inputs);
        step.graph.capture_end();
    }
};

StepGraphs::StepGraphs(Compute compute) : graphs_(std::make_unique<Graphs>())
{
    graphs_->compute = std::move(compute);
}

StepGraphs::~StepGraphs() = default;

at::Tensor StepGraphs::run(const at::Tensor& inputs)
{
    const auto rows = inputs.size(1);
    const auto [found, isNew] = graphs_->ofRows.try_emplace(rows);
    auto& step = found->second;
    if (isNew) { // recording takes as long as some steps; a single one isn't worth it
        step.inputs = inputs.to(c10::kCUDA);
        return graphs_->compute(step.inputs);
    }
    step.inputs.copy_(inputs, true);
    if (!step.result.defined())
        graphs_->record(step);
    step.graph.replay();
    return step.result;
}

} // namespace logitscope
