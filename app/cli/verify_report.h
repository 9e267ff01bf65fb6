// What logitscope verify has to say, for a person and for a program.
#pragma once

#include "core/generation/model_check.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace logitscope
{

class VerifyReport
{
public:
    explicit VerifyReport(ModelCheck check) : check_(std::move(check)) {}

    // One flat object, in the order of the text. A figure that isn't a number is null.
    nlohmann::ordered_json json() const;

    std::string text() const;

private:
    ModelCheck check_;
};

} // namespace logitscope
