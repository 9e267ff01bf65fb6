// Models for the program to run, made up and written to a folder.
#pragma once

#include "tests/fixtures/checkpoint.h"

#include <QString>

#include <limits>

namespace logitscope::fixtures
{

inline QString pathOf(const TestFolder& folder)
{
    return QString::fromStdString(folder.path().string());
}

// Room for 64 tokens, and none of them ends the text.
inline Checkpoint smallCheckpoint()
{
    auto checkpoint = randomCheckpoint({.contextLength = 64}, 1);
    removeEndOfText(checkpoint);
    return checkpoint;
}

// Fails where it reads the fifth token: after "the", which is two, in step 4.
inline Checkpoint failingCheckpoint()
{
    auto checkpoint = randomCheckpoint({}, 4);
    removeEndOfText(checkpoint);
    checkpoint.weights.at("wpe.weight").values[4 * 8] = std::numeric_limits<float>::quiet_NaN();
    return checkpoint;
}

// Runs for hours.
inline Checkpoint endlessCheckpoint()
{
    auto checkpoint = randomCheckpoint(
        {.contextLength = 200'000, .width = 2, .layers = 1, .heads = 1, .innerWidth = 1}, 5);
    removeEndOfText(checkpoint);
    return checkpoint;
}

class MadeUpModel
{
public:
    explicit MadeUpModel(const Checkpoint& checkpoint) { checkpoint.writeTo(folder_); }

    QString path() const { return pathOf(folder_); }

private:
    TestFolder folder_;
};

} // namespace logitscope::fixtures
