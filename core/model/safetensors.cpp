#include "core/model/safetensors.h"

#include "core/json_text.h"
#include "core/shortened.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace logitscope
{

namespace
{

constexpr std::uint64_t lengthBytes = 8;
constexpr std::uint64_t longestHeader = 100'000'000; // the format's own limit

struct Extent
{
    std::uint64_t begin, end;
    std::string name;
};

// Only the types that a checkpoint's weights have; a tensor of another type may lie in the file as
// long as it is not asked for.
std::optional<std::uint64_t> elementBytes(std::string_view dtype)
{
    if (dtype == "F64")
        return 8;
    if (dtype == "F32")
        return 4;
    if (dtype == "F16" || dtype == "BF16")
        return 2;
    return std::nullopt;
}

// The number of elements, or nothing when a dimension is no count or the product leaves 63 bits.
std::optional<std::uint64_t> elementCount(std::span<const std::int64_t> shape)
{
    std::int64_t count = 1;
    for (const std::int64_t dimension : shape) {
        if (dimension < 0 || __builtin_mul_overflow(count, dimension, &count))
            return std::nullopt;
    }
    return static_cast<std::uint64_t>(count);
}

// Reads one entry of the header. Its Error is without the file's name.
Result<SafetensorsFile::Tensor> readEntry(const std::string& name, const nlohmann::json& entry,
                                          std::span<const std::byte> data, Extent& extent)
{
    const auto wrong = [&name](std::string_view what) {
        return fail("tensor {} {}; the file is damaged, get it again", shortened(name), what);
    };

    if (!entry.is_object() || !entry.contains("dtype") || !entry["dtype"].is_string())
        return wrong("has no dtype in the header");
    if (!entry.contains("shape") || !entry["shape"].is_array())
        return wrong("has no shape in the header");
    const auto offsets = entry.find("data_offsets");
    if (offsets == entry.end() || !offsets->is_array() || offsets->size() != 2 ||
        !(*offsets)[0].is_number_unsigned() || !(*offsets)[1].is_number_unsigned())
        return wrong("has no data_offsets in the header");

    SafetensorsFile::Tensor tensor;
    tensor.dtype = entry["dtype"].get<std::string>();
    for (const auto& dimension : entry["shape"]) {
        if (!dimension.is_number_unsigned() || dimension.get<std::uint64_t>() > INT64_MAX)
            return wrong("has a shape that is not a list of counts");
        tensor.shape.push_back(dimension.get<std::int64_t>());
    }

    extent = {(*offsets)[0].get<std::uint64_t>(), (*offsets)[1].get<std::uint64_t>(), name};
    if (extent.begin > extent.end || extent.end > data.size())
        return wrong(
            fmt::format("claims bytes {} to {} of {}", extent.begin, extent.end, data.size()));

    const auto count = elementCount(tensor.shape);
    const auto size = elementBytes(tensor.dtype);
    std::uint64_t expected = 0;
    if (!count || (size && __builtin_mul_overflow(*count, *size, &expected)))
        return wrong("has a shape that no file can hold");
    if (size && extent.end - extent.begin != expected)
        return wrong(fmt::format("is {} of {}, which takes {} bytes, but has {}",
                                 shortened(shapeText(tensor.shape)), tensor.dtype, expected,
                                 extent.end - extent.begin));

    tensor.bytes = data.subspan(extent.begin, extent.end - extent.begin);
    return tensor;
}

} // namespace

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path)
{
    const auto wrong = [&path](std::string_view what) {
        return fail("{}: {}", path.string(), what);
    };

    auto mapped = MappedFile::open(path);
    if (!mapped)
        return tl::unexpected(mapped.error());

    const auto bytes = mapped->bytes();
    if (bytes.size() < lengthBytes)
        return wrong(fmt::format("has {} bytes, too few for a safetensors file; get it again",
                                 bytes.size()));

    std::uint64_t headerBytes = 0;
    std::memcpy(&headerBytes, bytes.data(), lengthBytes);
    if (headerBytes > longestHeader)
        return wrong("does not start like a safetensors file; choose a folder whose "
                     "model.safetensors is one");
    if (headerBytes > bytes.size() - lengthBytes)
        return wrong(
            fmt::format("is cut short: its header takes {} bytes, the file has {}; get it again",
                        headerBytes, bytes.size()));

    const auto* headerText = reinterpret_cast<const char*>(bytes.data()) + lengthBytes;
    const auto header = parseJson({headerText, headerBytes});
    if (!header.is_object())
        return wrong("its header is not a JSON object; the file is damaged, get it again");

    SafetensorsFile file;
    file.path_ = path;
    const auto data = bytes.subspan(lengthBytes + headerBytes);
    std::vector<Extent> extents;
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__")
            continue;
        Extent extent;
        auto tensor = readEntry(name, entry, data, extent);
        if (!tensor)
            return wrong(tensor.error().message);
        extents.push_back(std::move(extent));
        file.tensors_.emplace(name, std::move(*tensor));
    }

    // By both ends: an empty tensor may lie where another begins.
    std::ranges::sort(extents, {}, [](const Extent& e) { return std::pair(e.begin, e.end); });
    for (std::size_t i = 1; i < extents.size(); ++i) {
        if (extents[i].begin < extents[i - 1].end)
            return wrong(fmt::format("tensors {} and {} overlap; the file is damaged, get it again",
                                     shortened(extents[i - 1].name), shortened(extents[i].name)));
    }

    file.file_ = std::move(*mapped);
    return file;
}

const SafetensorsFile::Tensor* SafetensorsFile::find(std::string_view name) const
{
    const auto found = tensors_.find(name);
    return found == tensors_.end() ? nullptr : &found->second;
}

std::size_t SafetensorsFile::tensorBytes() const
{
    std::size_t bytes = 0;
    for (const auto& [name, tensor] : tensors_)
        bytes += tensor.bytes.size();
    return bytes;
}

std::string shapeText(std::span<const std::int64_t> shape)
{
    return shape.empty() ? "scalar" : fmt::format("{}", fmt::join(shape, "×"));
}

} // namespace logitscope
