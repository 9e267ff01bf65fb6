// logitscope lesson check: whether a lesson's file is in order, and whether its model keeps what
// the lesson promises.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/model_options.h"
#include "core/lesson/scene_start.h"

#include <filesystem>
#include <string>
#include <vector>

namespace logitscope
{

class LessonCommand
{
public:
    void addTo(const Command& program);

    bool chosen() const { return command_.chosen(); }

    // 0 when all files are in order, 1 when one isn't, 2 and a sentence on stderr when that can't
    // be told.
    int run() const;

private:
    // Prints what is wrong with the file.
    Result<bool> isInOrder(const std::filesystem::path& file, GenerationClient& client,
                           const std::shared_ptr<const OpenModel>& model) const;

    Command command_;
    ModelOptions model_;
    std::string action_;
    std::vector<std::string> files_;
    bool formOnly_ = false;
};

} // namespace logitscope
