// A request as the log keeps it.
#pragma once

#include "core/run/run_state.h"

#include <QString>
#include <QStringList>
#include <QTime>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

struct RequestRecord
{
    struct Choice
    {
        std::string text = {}; // as far as it was answered, valid UTF-8
        std::vector<NodePtr> path = {};
        std::optional<StopReason> end = {};
    };

    enum class State
    {
        Waiting, // for the others, or for its first token
        Running,
        Done,
        Disconnected, // the client did, before it had everything
        Refused       // or broken off, with a status and a sentence
    };

    std::uint64_t number = 0; // counts from 1, over all servers of this window
    QTime time = {};
    std::chrono::steady_clock::time_point began = {};
    QString client = {};
    QString what = {};        // where nothing was accepted: "POST /v1/completions"
    QStringList prompts = {}; // otherwise
    bool stream = false;
    std::string model = {}; // its full name
    ModelIdentity identity = {};
    std::vector<std::vector<TokenId>> promptTokens = {};
    std::uint64_t seed = 0;
    std::vector<Choice> choices = {}; // of all prompts, those of the first come first
    State state = State::Waiting;
    int tokens = 0;                     // drawn, of all choices
    std::optional<double> seconds = {}; // that it took; nothing while it runs
    int status = 200;                   // HTTP's
    QString sentence = {};              // why it was refused or broken off

    bool isOver() const { return state != State::Waiting && state != State::Running; }

    bool wasStopped() const { return status == 503 && !prompts.isEmpty(); } // by the server's end

    // The prompt that a choice continues.
    QString promptOf(int choice) const;

    // A prompt and its choices, which are the branches, as far as they have come; nothing where
    // they have no token yet.
    std::optional<RunState> run(std::size_t prompt) const;
};

// "waiting", "streaming", "done, 0.43 s", "disconnected", "429"
QString stateText(const RequestRecord& record);

} // namespace logitscope
