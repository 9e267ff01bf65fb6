// Logits to test with, of the kinds that go wrong.
#pragma once

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace logitscope
{

constexpr float minusInfinity = -std::numeric_limits<float>::infinity();

enum class LogitKind
{
    Model,      // a broad bell, some that stand out
    Flat,       // nearly uniform
    Peaked,     // one token has nearly everything
    Ties,       // five different values
    Impossible, // a third are -inf
    Extreme,    // over the whole range of floats
};

inline std::vector<float> randomLogits(std::size_t size, LogitKind kind, std::mt19937& random)
{
    std::normal_distribution<float> bell(0.0f, 1.0f);
    std::vector<float> logits(size);
    for (float& logit : logits) {
        const float x = bell(random);
        switch (kind) {
        case LogitKind::Model:
            logit = -40.0f + 3.0f * x + (random() % 1000 == 0 ? 12.0f : 0.0f);
            break;
        case LogitKind::Flat:
            logit = 0.01f * x;
            break;
        case LogitKind::Peaked:
            logit = x;
            break;
        case LogitKind::Ties:
            logit = std::round(x);
            break;
        case LogitKind::Impossible:
            logit = random() % 3 == 0 ? minusInfinity : 4.0f * x;
            break;
        case LogitKind::Extreme:
            logit = std::copysign(std::exp2(40.0f * x), bell(random));
            if (std::isinf(logit))
                logit = std::numeric_limits<float>::lowest();
            break;
        }
    }
    if (kind == LogitKind::Peaked)
        logits[random() % size] = 30.0f;
    if (kind == LogitKind::Impossible)
        logits[random() % size] = 5.0f;
    return logits;
}

} // namespace logitscope
