// The run that was on the screen when the window was closed, for the next time.
#pragma once

#include "core/result.h"
#include "core/run/comparison.h"

#include <QString>

namespace logitscope
{

class LastRun
{
public:
    // In a folder that needs not exist yet.
    explicit LastRun(const QString& folder);

    // Keeps this one in place of the one before; none, when it has no rows or is very long.
    Result<void> save(const Comparison& run) const;

    // Without rows where there is none. The Error is a damaged file's.
    Result<Comparison> load() const;

private:
    QString file_;
};

} // namespace logitscope
