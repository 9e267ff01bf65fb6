// What the shades behind a text's tokens can say, and how strong each is.
#pragma once

#include "core/run/token_score.h"

#include <QColor>
#include <QString>

#include <vector>

namespace logitscope
{

struct Theme;

enum class ShadeBy
{
    Probability, // by the model: logarithmic
    Surprisal,   // in bits
    Entropy,     // of the distribution that the token is from, in bits
    Rank,        // logarithmic, from 1
    Removed,     // what the present settings do to it: signs instead of a scale
};

constexpr int shadeCount = static_cast<int>(ShadeBy::Removed) + 1;

QString shadeName(ShadeBy by); // as a choice: "Probability"

struct ShadeScale
{
    ShadeBy by = ShadeBy::Probability;
    int vocabularySize = 0; // entropies end at its log2; 0: no model is open

    // From the surface's own colour, which expects or excludes most, to strongest().
    QColor shade(const Theme& theme, const TokenScore& score) const;
    QColor strongest(const Theme& theme) const;

    // What is written on the scale, and how far along it: the first at 0, the last at 1, where the
    // shade is strongest. None where there is no scale.
    struct Mark
    {
        double share;
        QString text;
    };

    std::vector<Mark> marks() const;

    friend bool operator==(const ShadeScale&, const ShadeScale&) = default;
};

} // namespace logitscope
