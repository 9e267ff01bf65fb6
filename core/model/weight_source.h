// Where a model's weights come from: a checkpoint's tensors by name, as F32.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace logitscope
{

class WeightSource
{
public:
    virtual ~WeightSource() = default;

    virtual bool contains(std::string_view name) const = 0;

    // Numbers of a tensor, row-major, from `first` on. May be called on several threads at once.
    using Read = std::function<void(std::size_t first, std::span<float> values)>;

    // Calls `use` with the named tensor, which must have this shape; its numbers are converted as
    // they are read, so that no tensor is held twice. `why` says where the shape comes from, for
    // the Error: "n_embd = 768". Does nothing once failed().
    virtual void load(std::string_view name, std::initializer_list<std::int64_t> shape,
                      std::string_view why, const std::function<void(const Read& read)>& use) = 0;

    virtual bool failed() const = 0;

    // All of a tensor's numbers. Empty once failed().
    std::vector<float> loadFloats(std::string_view name, std::initializer_list<std::int64_t> shape,
                                  std::string_view why);
};

} // namespace logitscope
