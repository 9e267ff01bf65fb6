// The rows of the chart of candidates: which tokens are listed, and what is known of each.
#pragma once

#include "core/sampling/distribution.h"
#include "core/text/token_label.h"
#include "core/token_id.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

struct ChartRow
{
    int rank; // 0 is the most likely
    TokenId token;
    QString label;   // spaces and control characters visible
    double model;    // probability at temperature 1, nothing removed
    double sampling; // probability after the sampling settings; 0 for a removed token
    Verdict verdict;
    bool chosen;
    float logit;

    // Not one token, but all that a server didn't tell.
    bool isOthers() const { return token < 0; }

    friend bool operator==(const ChartRow&, const ChartRow&) = default;
};

// The token of this rank.
ChartRow chartRow(const Distribution& distribution, const Shaped& shaped, int rank,
                  std::optional<TokenId> chosen, const BytesOf& bytesOf);

// The `count` most likely tokens, most likely first. Where a server told no more, a row of all
// others follows. A chosen token that is not among them is added as the last row.
std::vector<ChartRow> chartRows(const Distribution& distribution, const Shaped& shaped, int count,
                                std::optional<TokenId> chosen, const BytesOf& bytesOf);

// A number of things as it is read: "8,192".
QString countText(int count);

// Three digits of it: "12.3%", "0.0012%".
QString percentOf(double probability);

// A probability as a chart shows it: "<0.001%" for what is smaller. Files and tooltips say it all.
QString chartPercent(double probability);

// A row's sampling probability as it is read: its percentage, or what removed it.
QString samplingText(const ChartRow& row);

} // namespace logitscope
