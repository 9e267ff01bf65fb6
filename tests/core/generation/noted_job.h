// A job whose events a test notes, and what they should be.
#pragma once

#include "core/generation/generation_service.h"
#include "tests/core/generation/plain_run.h"
#include "tests/core/generation/run_alone.h"

#include <QString>

#include <chrono>
#include <future>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace logitscope::fixtures
{

struct JobNotes
{
    std::vector<Ended> rows = {};
    std::vector<std::pair<int, bool>> order = {};  // row; whether it ended
    std::map<int, std::vector<float>> logits = {}; // after each prompt
    std::optional<Error> error = {};

    QString sentence() const { return error ? QString::fromStdString(error->message) : QString(); }

    std::vector<int> lengths() const
    {
        std::vector<int> all;
        for (const auto& row : rows)
            all.push_back(static_cast<int>(row.steps.size()));
        return all;
    }

    std::vector<StopReason> reasons() const
    {
        std::vector<StopReason> all;
        for (const auto& row : rows)
            all.push_back(row.reason.value());
        return all;
    }
};

// Notes, and then tells `also`.
inline JobEvents noting(JobNotes& notes, const GenerationJob& job, JobEvents also = {})
{
    notes.rows.resize(job.rows.size());
    const auto at = [&notes](int row) -> Ended& {
        return notes.rows.at(static_cast<std::size_t>(row));
    };
    auto events = also;
    events.read = [&notes, also](int prompt, std::span<const float> logits) {
        if (!notes.logits.emplace(prompt, std::vector(logits.begin(), logits.end())).second)
            qFatal("prompt %d is read twice", prompt);
        if (also.read)
            also.read(prompt, logits);
    };
    events.stepped = [&notes, at, also](int row, const Step& step, std::span<const float> logits) {
        if (at(row).reason)
            qFatal("row %d steps after its end", row);
        at(row).steps.push_back(step);
        notes.order.emplace_back(row, false);
        if (also.stepped)
            also.stepped(row, step, logits);
    };
    events.ended = [&notes, at, also](int row, StopReason reason) {
        if (at(row).reason)
            qFatal("row %d ends twice", row);
        at(row).reason = reason;
        notes.order.emplace_back(row, true);
        if (also.ended)
            also.ended(row, reason);
    };
    return events;
}

class NotedJob
{
public:
    NotedJob(GenerationClient& client, GenerationJob job, JobEvents also = {})
    {
        const auto state = state_;
        auto events = noting(state->notes, job, also);
        events.finished = [state, told = also.finished](const std::optional<Error>& error) {
            state->notes.error = error;
            if (told)
                told(error);
            state->end.set_value(); // a second time it throws
        };
        ticket_ = client.submit(std::move(job), std::move(events));
    }

    bool isAccepted() const { return ticket_ != nullptr; }

    void cancel() const { ticket_->cancel(); }

    bool hasEnded() const
    {
        return state_->ended.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    }

    // When it has ended.
    const JobNotes& notes() const
    {
        if (state_->ended.wait_for(std::chrono::minutes(4)) != std::future_status::ready)
            qFatal("the job doesn't end");
        return state_->notes;
    }

private:
    struct State
    {
        JobNotes notes = {};
        std::promise<void> end = {};
        std::shared_future<void> ended = end.get_future().share();
    };

    std::shared_ptr<State> state_ = std::make_shared<State>();
    std::shared_ptr<JobTicket> ticket_;
};

// By a service of its own. Somebody asks to stop when the rows have had so many steps together.
inline JobNotes runJob(GenerationJob job, int steps = std::numeric_limits<int>::max())
{
    GenerationService service;
    GenerationClient client(service);
    JobNotes notes;
    auto events = noting(notes, job);
    int asked = 0;
    const auto result =
        client.run(std::move(job), std::move(events), [&] { return ++asked >= steps; });
    if (!result)
        notes.error = result.error();
    return notes;
}

// Empty, or what isn't as the job's rows have it alone, in another model of the same weights.
inline QString wrong(const JobNotes& notes, const std::shared_ptr<const OpenModel>& model,
                     const GenerationJob& job)
{
    if (notes.error)
        return notes.sentence();
    for (std::size_t i = 0; i < job.rows.size(); ++i) {
        const auto& row = job.rows[i];
        const auto& told = notes.rows.at(i);
        const auto plain = plainRun(model, job.prompts[static_cast<std::size_t>(row.prompt)],
                                    {.seed = row.seed,
                                     .stream = row.stream,
                                     .settings = row.settings,
                                     .bias = row.bias,
                                     .stop = row.stop,
                                     .count = job.tokens});
        if (told.reason != plain.reason)
            return QString("row %1 has another end").arg(i);
        if (told.steps.size() != plain.draws.size())
            return QString("row %1 has %2 tokens").arg(i).arg(told.steps.size());
        for (std::size_t step = 0; step < told.steps.size(); ++step) {
            const auto& one = told.steps[step];
            const auto& other = plain.draws[step];
            if (one.token != other.token || one.samplingProbability != other.samplingProbability ||
                one.mu != other.mu || one.u != Dice(row.seed, row.stream).roll(step))
                return QString("row %1: step %2").arg(i).arg(step);
        }
    }
    return {};
}

} // namespace logitscope::fixtures
