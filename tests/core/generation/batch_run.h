// A batch run with callbacks that note what they are told, and the same rows run alone.
#pragma once

#include "core/generation/decode.h"

#include <QTest>

#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace logitscope
{

// Field by field, to the last bit.
inline bool sameStep(const Step& a, const Step& b)
{
    return a.token == b.token && a.bytes == b.bytes && a.rank == b.rank && a.u == b.u &&
           a.modelProbability == b.modelProbability &&
           a.samplingProbability == b.samplingProbability && a.settings == b.settings &&
           a.info == b.info;
}

inline bool sameSteps(const std::vector<Step>& a, const std::vector<Step>& b)
{
    return std::ranges::equal(a, b, sameStep);
}

struct Ended
{
    std::vector<Step> steps = {};
    std::optional<StopReason> reason = {};

    std::string bytes() const
    {
        std::string all;
        for (const auto& step : steps)
            all += step.bytes;
        return all;
    }
};

// As a person would run it, without a batch.
inline Ended runAlone(Continuation continuation, const SamplerSettings& settings, int count)
{
    Ended row;
    const auto reason = decode(continuation, count,
                               {.settings = [&] { return settings; },
                                .stepped = [&](const Step& step) { row.steps.push_back(step); },
                                .stopRequested = [] { return false; }});
    if (!reason)
        qFatal("%s", reason.error().message.c_str());
    row.reason = *reason;
    return row;
}

// What the callbacks were told.
struct BatchRun
{
    std::vector<Ended> rows = {};
    std::vector<std::pair<int, bool>> events = {}; // row; whether it ended
    int timesAskedToStop = 0;
    Result<void> result = {};
};

// Somebody asks to stop after `steps` steps.
inline BatchRun runBatch(std::vector<BatchRow> rows, int count,
                         int steps = std::numeric_limits<int>::max())
{
    BatchRun run{.rows = std::vector<Ended>(rows.size())};
    const auto at = [&run](int row) -> Ended& {
        return run.rows.at(static_cast<std::size_t>(row));
    };
    run.result = decodeBatch(std::move(rows), count,
                             {.stepped =
                                  [&](int row, const Step& step) {
                                      if (at(row).reason)
                                          qFatal("row %d steps after its end", row);
                                      at(row).steps.push_back(step);
                                      run.events.emplace_back(row, false);
                                  },
                              .ended =
                                  [&](int row, StopReason reason) {
                                      if (at(row).reason)
                                          qFatal("row %d ends twice", row);
                                      at(row).reason = reason;
                                      run.events.emplace_back(row, true);
                                  },
                              .stopRequested = [&] { return run.timesAskedToStop++ >= steps; }});
    return run;
}

} // namespace logitscope
