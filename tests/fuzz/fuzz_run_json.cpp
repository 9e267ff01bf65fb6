#include "core/run/comparison_csv.h"
#include "core/run/comparison_json.h"
#include "core/run/comparison_markdown.h"
#include "core/run/repeats.h"
#include "core/run/session.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/require.h"

#include <nlohmann/json.hpp>

namespace logitscope::fuzz
{

namespace
{

// What the window and the command line do with a run that was opened.
void useRun(const Run& run)
{
    (void)toCsv(run);
    (void)toMarkdown(run);
    for (const auto& repeats : repeatsIn(run))
        (void)repeatStatisticsOf(repeats);
    const auto again = sessionOrRunFromText(rowsText(run));
    require(again.has_value(), "a comparison that was written can be read");
    require(rowsText(std::get<Run>(*again)) == rowsText(run),
            "a comparison that was read is the one that was written");
}

} // namespace

void runJson(std::string_view bytes)
{
    const auto read = sessionOrRunFromText(bytes);
    if (!read)
        return;
    if (const auto* run = std::get_if<Run>(&*read)) {
        useRun(*run);
        return;
    }
    const auto& session = std::get<Session>(*read);
    const auto text = textOf(session, "1");
    const auto again = sessionFromText(text);
    require(again.has_value(), "a session that was written can be read");
    require(textOf(*again, "1") == text, "a session that was read is the one that was written");
    for (const auto& run : runsOf(session))
        useRun(run);
}

} // namespace logitscope::fuzz
