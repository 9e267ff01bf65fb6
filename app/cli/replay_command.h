// logitscope replay: whether a recorded run comes out again, token by token and number by number.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/model_options.h"
#include "core/result.h"
#include "core/run/comparison.h"

#include <functional>
#include <string>

namespace logitscope
{

// The run's JSON inside a file of any kind that carries one.
using RunTextReader = std::function<Result<std::string>(const std::string& file)>;

class ReplayCommand
{
public:
    explicit ReplayCommand(RunTextReader reader) : reader_(std::move(reader)) {}

    void addTo(const Command& program);

    bool chosen() const { return command_.chosen(); }

    // 0 when all is the same, 1 when something is not, 2 and a sentence on stderr when that can't
    // be told.
    int run() const;

private:
    Result<std::vector<Run>> recorded() const;

    RunTextReader reader_;
    Command command_;
    ModelOptions model_;
    std::string file_;
    bool rounding_ = false;
};

// Of a JSON file, in a build without pictures.
Result<std::string> readJsonFile(const std::string& file);

} // namespace logitscope
