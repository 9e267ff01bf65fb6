// The tensors of a checkpoint's files, whatever format they are held in.
#pragma once

#include "core/model/checkpoint_files.h"
#include "core/model/weight_source.h"
#include "core/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace logitscope
{

// Loads one tensor after the other and keeps the first thing that is wrong, so that a model's
// loading reads like the list of its tensors. Check error() at the end, before any tensor is used.
class WeightLoader final : public WeightSource
{
public:
    // `progress`, which may be empty, hears which part of the files has been read; that it says
    // false is an Error too.
    explicit WeightLoader(const CheckpointFiles& files,
                          std::function<bool(double part)> progress = {});

    // With or without the prefix "transformer." in the files.
    bool contains(std::string_view name) const override;

    // Afterwards the memory of the file's bytes is given back.
    void load(std::string_view name, std::initializer_list<std::int64_t> shape,
              std::string_view why, const std::function<void(const Read& read)>& use) override;

    bool failed() const override { return error_.has_value(); }

    const std::optional<Error>& error() const { return error_; }

private:
    CheckpointFiles::Found find(std::string_view name) const;

    const CheckpointFiles& files_;
    std::function<bool(double part)> progress_;
    std::size_t bytesRead_ = 0;
    std::optional<Error> error_;
};

} // namespace logitscope
