// stdout, and whether it took everything.
#pragma once

#include "core/result.h"

#include <string>

namespace logitscope
{

class Output
{
public:
    // Is there to be seen when this returns.
    void print(const std::string& text);

    bool failed() const { return error_ != 0; }

    Error error() const;

private:
    int error_ = 0;
};

} // namespace logitscope
