// How a model on the hub is named: "gpt2", "openai-community/gpt2", "owner/name@revision".
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace logitscope
{

struct ModelId
{
    std::string repository;        // "owner/name", or "name" alone as the oldest have it
    std::string revision = "main"; // a branch, a tag, or a commit's 40 digits

    // Also the address of its page: "https://huggingface.co/owner/name", and of that
    // "/tree/revision". The Error says which letters a name may have, so that it can be no path:
    // the hub's own rules.
    static Result<ModelId> parse(std::string_view text);

    // With the revision where it is another than main.
    std::string text() const;

    // Its folder in the Hugging Face cache: "models--owner--name".
    std::string folderName() const;
};

} // namespace logitscope
