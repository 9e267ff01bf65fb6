// One step under several strategies, as the window's chart and the figure draw it: the most likely
// tokens with their model probabilities, and a column a strategy with what it keeps, removes and
// samples.
#pragma once

#include "core/sampling/distribution.h"
#include "widgets/chart/chart_rows.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace logitscope
{

struct StepUnderAll
{
    struct Column
    {
        QString name;
        Shaped shaped;                              // what the strategy makes of the distribution
        double u = 0.0;                             // its random number at this step
        bool selected = false;                      // its text is the one that the step is of
        std::optional<Distribution> penalised = {}; // whose ranks `shaped` counts, if not the
                                                    // step's own
        std::optional<TokenId> picked = {};         // where it isn't u that picks
        bool isPickCertain = true;                  // where not all tokens are known
    };

    struct Row
    {
        int rank;
        QString label;
        double probability; // the model's
    };

    QString head; // "Step 3 of greedy, under all strategies"
    Distribution distribution;
    std::vector<Column> columns;
    BytesOf bytesOf;
    int index = 0;          // of the step in its text
    std::uint64_t seed = 0; // of the text, among those of the selected column

    // The most likely tokens that are known, then those further down that a strategy samples:
    // `most` rows, or more where the `fewest` most likely and all choices need them.
    std::vector<Row> rows(int fewest, int most) const;

    // How many candidates each column's strategy keeps: "all", "1,234", "20–34".
    QStringList keptTexts() const;

    // What a column makes of the token with this rank, and the rank of the one that it samples.
    Verdict verdict(std::size_t column, int rank) const;
    double probability(std::size_t column, int rank) const;
    std::optional<int> choice(std::size_t column) const; // nothing where it isn't known
};

} // namespace logitscope
