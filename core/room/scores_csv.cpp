#include "core/room/scores_csv.h"

#include <fmt/format.h>

#include <string_view>

namespace logitscope
{

namespace
{

std::string quotedName(const std::string& name)
{
    constexpr std::string_view formulas = "=+-@";
    std::string quoted = "\"";
    if (!name.empty() && formulas.find(name.front()) != std::string_view::npos)
        quoted += '\'';
    for (const char c : name)
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

} // namespace

std::string scoresCsv(std::span<const PersonScore> scores)
{
    std::string csv = "name,rounds,right,rounds_with_confidence,log_score_bits\n";
    for (const auto& score : scores)
        csv += fmt::format("{},{},{},{},{:.3f}\n", quotedName(score.name), score.rounds,
                           score.right, score.scored, score.logScore);
    return csv;
}

} // namespace logitscope
