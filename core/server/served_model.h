// The model that new requests are for. From any thread.
#pragma once

#include "core/generation/open_model.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace logitscope
{

// Now, in seconds.
std::int64_t unixTime();

class ServedModel
{
public:
    struct Now
    {
        std::shared_ptr<const OpenModel> model;
        std::string name;       // as requests and answers call it; valid UTF-8
        std::int64_t since = 0; // Unix time in seconds
    };

    explicit ServedModel(std::shared_ptr<const OpenModel> model) { set(std::move(model)); }

    void set(std::shared_ptr<const OpenModel> model);
    Now now() const;

private:
    mutable std::mutex mutex_;
    Now now_;
};

} // namespace logitscope
