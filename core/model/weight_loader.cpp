#include "core/model/weight_loader.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace logitscope
{

namespace
{

std::optional<at::ScalarType> scalarType(std::string_view dtype)
{
    if (dtype == "F32")
        return at::kFloat;
    if (dtype == "F16")
        return at::kHalf;
    if (dtype == "BF16")
        return at::kBFloat16;
    return std::nullopt;
}

} // namespace

WeightLoader::WeightLoader(const SafetensorsFile& file) : file_(file) {}

const SafetensorsFile::Tensor* WeightLoader::find(std::string_view name) const
{
    const auto* tensor = file_.find(name);
    return tensor ? tensor : file_.find(fmt::format("transformer.{}", name));
}

bool WeightLoader::contains(std::string_view name) const
{
    return find(name) != nullptr;
}

at::Tensor WeightLoader::load(std::string_view name, std::initializer_list<std::int64_t> shape,
                              std::string_view why)
{
    if (error_)
        return {};
    const auto wrong = [&](const std::string& what) {
        error_ = Error{fmt::format("{}: tensor {} {}", file_.path().string(), name, what)};
        return at::Tensor();
    };

    const auto* tensor = find(name);
    if (!tensor)
        return wrong("is missing; choose a folder with a whole GPT-2 checkpoint");
    if (!std::ranges::equal(tensor->shape, shape))
        return wrong(fmt::format("is {}, expected {} (config.json: {})", shapeText(tensor->shape),
                                 shapeText(std::vector(shape)), why));
    const auto type = scalarType(tensor->dtype);
    if (!type)
        return wrong(fmt::format("is of type {}, expected F32, F16 or BF16", tensor->dtype));

    // A copy first: the file's bytes are aligned to nothing.
    auto copy = at::empty(shape, at::TensorOptions(*type));
    std::memcpy(copy.data_ptr(), tensor->bytes.data(), tensor->bytes.size());
    parameters_ += copy.numel();
    return copy.to(at::kFloat);
}

std::vector<float> WeightLoader::loadFloats(std::string_view name,
                                            std::initializer_list<std::int64_t> shape,
                                            std::string_view why)
{
    const auto tensor = load(name, shape, why);
    if (error_)
        return {};
    const auto* values = tensor.data_ptr<float>();
    return {values, values + tensor.numel()};
}

} // namespace logitscope
