#include "core/model/weight_loader.h"

#include "core/model/weight_formats.h"
#include "core/shortened.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

struct Format
{
    std::size_t size; // bytes a number
    void (*read)(const std::byte* bytes, std::span<float> values);
};

std::optional<Format> formatOf(std::string_view dtype)
{
    if (dtype == "F32")
        return Format{4, readF32};
    if (dtype == "F64")
        return Format{8, readF64};
    if (dtype == "F16")
        return Format{2, readF16};
    if (dtype == "BF16")
        return Format{2, readBf16};
    return std::nullopt;
}

// An embedding takes as much memory as all else, and is read in large parts: they go at once.
constexpr std::size_t worthReleasing = 64 << 10;

} // namespace

WeightLoader::WeightLoader(const CheckpointFiles& files, std::function<bool(double part)> progress)
    : files_(files)
    , progress_(std::move(progress))
{
}

CheckpointFiles::Found WeightLoader::find(std::string_view name) const
{
    const auto found = files_.find(name);
    return found.tensor ? found : files_.find(fmt::format("transformer.{}", name));
}

bool WeightLoader::contains(std::string_view name) const
{
    return find(name).tensor != nullptr;
}

void WeightLoader::load(std::string_view name, std::initializer_list<std::int64_t> shape,
                        std::string_view why, const std::function<void(const Read& read)>& use)
{
    if (error_)
        return;
    const auto [file, tensor] = find(name);
    const auto wrong = [&, where = tensor ? file->path() : files_.path()](const std::string& what) {
        error_ = Error::of("{}: tensor {} {}", where.string(), name, what);
    };
    if (!tensor)
        return wrong("is missing; choose a folder with a whole GPT-2 checkpoint");
    if (!std::ranges::equal(tensor->shape, shape))
        return wrong(fmt::format("is {}, expected {} (config.json: {})",
                                 shortened(shapeText(tensor->shape)), shapeText(std::vector(shape)),
                                 why));
    const auto format = formatOf(tensor->dtype);
    if (!format)
        return wrong(
            fmt::format("is of type {}, expected F64, F32, F16 or BF16", shortened(tensor->dtype)));

    use([from = file, all = tensor->bytes, &format](std::size_t first, std::span<float> values) {
        const auto bytes = all.subspan(first * format->size, values.size() * format->size);
        format->read(bytes.data(), values);
        if (bytes.size() >= worthReleasing)
            from->release(bytes);
    });
    file->release(tensor->bytes);
    bytesRead_ += tensor->bytes.size();
    const double part = static_cast<double>(bytesRead_) / static_cast<double>(files_.tensorBytes());
    if (progress_ && !progress_(part))
        error_ = Error::of("{}: loading was ended early", files_.path().string());
}

} // namespace logitscope
