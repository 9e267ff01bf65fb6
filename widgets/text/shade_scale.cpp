#include "widgets/text/shade_scale.h"

#include "widgets/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::ShadeScale)
};

constexpr double mostSurprisal = 12.0; // bits; hardly a sampled token has more
constexpr double mostDecades = 4.0;    // of ranks

double mostEntropy(int vocabularySize)
{
    return std::log2(std::max(vocabularySize, 2));
}

// Round numbers of bits, then the most there can be.
std::vector<ShadeScale::Mark> entropyMarks(int vocabularySize)
{
    constexpr double apart = 0.75; // of a step: nearer to the end there is no room
    const double most = mostEntropy(vocabularySize);
    double step = 1.0;
    while (most / step >= 4.0 + apart)
        step *= 2.0;
    std::vector<ShadeScale::Mark> marks;
    for (double bits = 0.0; bits <= most - step * apart; bits += step)
        marks.push_back({bits / most, QString::number(bits)});
    marks.push_back(
        {1.0, Words::tr("%1 bits").arg(QString::number(std::round(most * 10.0) / 10.0))});
    return marks;
}

std::vector<ShadeScale::Mark> evenly(const QStringList& texts)
{
    std::vector<ShadeScale::Mark> marks;
    const auto last = static_cast<double>(texts.size() - 1);
    for (const QString& text : texts)
        marks.push_back({static_cast<double>(marks.size()) / last, text});
    return marks;
}

} // namespace

QString shadeName(ShadeBy by)
{
    switch (by) {
    case ShadeBy::Probability:
        return Words::tr("Probability");
    case ShadeBy::Surprisal:
        return Words::tr("Surprisal");
    case ShadeBy::Entropy:
        return Words::tr("Entropy");
    case ShadeBy::Rank:
        return Words::tr("Rank");
    case ShadeBy::Removed:
        return Words::tr("Removed by");
    }
    return {};
}

QColor ShadeScale::shade(const Theme& theme, const TokenScore& score) const
{
    const auto at = [&](double share) {
        return mix(theme.surface, strongest(theme), std::clamp(share, 0.0, 1.0));
    };
    switch (by) {
    case ShadeBy::Probability:
        return theme.shade(score.probability);
    case ShadeBy::Surprisal:
        return at(score.surprisal() / mostSurprisal);
    case ShadeBy::Entropy:
        return at(score.entropy / mostEntropy(vocabularySize));
    case ShadeBy::Rank:
        return at(std::log10(score.rank + 1.0) / mostDecades);
    case ShadeBy::Removed:
        break;
    }
    return theme.surface;
}

QColor ShadeScale::strongest(const Theme& theme) const
{
    switch (by) {
    case ShadeBy::Probability:
        return theme.surprising;
    case ShadeBy::Surprisal:
        return theme.surprisalShade;
    case ShadeBy::Entropy:
        return theme.entropyShade;
    case ShadeBy::Rank:
        return theme.rankShade;
    case ShadeBy::Removed:
        break;
    }
    return theme.surface;
}

// Where the last mark has a sign before it, it stands for all that is beyond it too.
std::vector<ShadeScale::Mark> ShadeScale::marks() const
{
    switch (by) {
    case ShadeBy::Probability:
        return evenly({"100%", "10%", "1%", "0.1%", QString::fromUtf8("≤ 0.01%")});
    case ShadeBy::Surprisal:
        return evenly({"0", "3", "6", "9", Words::tr("≥ %1 bits").arg(mostSurprisal)});
    case ShadeBy::Entropy:
        return entropyMarks(vocabularySize);
    case ShadeBy::Rank:
        return evenly({"1", "10", "100", "1,000", QString::fromUtf8("≥ 10,000")});
    case ShadeBy::Removed:
        break;
    }
    return {};
}

} // namespace logitscope
