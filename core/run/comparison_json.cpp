#include "core/run/comparison_json.h"

#include "core/run/repeats.h"
#include "core/run/step_json.h"
#include "core/run/transcript_json.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

struct Row
{
    std::string model;
    std::string version;
    ComparisonRow row;
};

Result<Row> readRow(const nlohmann::json& value, const std::string& place)
{
    auto fields = fieldsAt(value, place);
    if (!fields)
        return tl::unexpected(fields.error());
    Row read;
    read.row.strategy = fields->text("strategy").value_or("");
    read.model = fields->text("model").value_or("");
    read.version = fields->text("version").value_or("");
    fields->unsignedNumber("stream");
    if (fields->error())
        return fail(fields->error()->message);
    auto transcript = transcriptFromJson(value, place);
    if (!transcript)
        return tl::unexpected(transcript.error());
    read.row.transcript = *std::move(transcript);
    return read;
}

// What all rows share: the name of the field in which this one doesn't, or nullptr.
const char* findDifference(const Row& row, const Comparison& comparison)
{
    const auto& first = comparison.rows.front().transcript;
    if (row.row.transcript.prompt != first.prompt)
        return "prompt";
    if (row.row.transcript.promptTokens != first.promptTokens)
        return "prompt_token_ids";
    if (row.model != comparison.model)
        return "model";
    return row.version != comparison.version ? "version" : nullptr;
}

// Without tokens there is nothing to be the mean of: null.
nlohmann::ordered_json statisticsJson(const RunStatistics& statistics)
{
    nlohmann::ordered_json object = {{"tokens", statistics.tokens},
                                     {"mean_entropy", nullptr},
                                     {"mean_effective_vocabulary", nullptr},
                                     {"mean_surprisal", nullptr},
                                     {"distinct_2", nullptr}};
    if (statistics.tokens > 0) {
        object["mean_entropy"] = statistics.meanEntropy;
        object["mean_effective_vocabulary"] = statistics.meanEffectiveVocabulary;
        object["mean_surprisal"] = statistics.meanSurprisal;
        object["distinct_2"] = statistics.distinct2;
    }
    return object;
}

nlohmann::ordered_json repeatsJson(const Repeats& repeats)
{
    const auto statistics = repeatStatisticsOf(repeats);
    nlohmann::ordered_json object = {{"runs", repeats.size()},
                                     {"distinct", countDistinct(repeats)}};
    const std::pair<const char*, const Spread&> spreads[] = {
        {"mean_entropy", statistics.meanEntropy},
        {"mean_effective_vocabulary", statistics.meanEffectiveVocabulary},
        {"mean_surprisal", statistics.meanSurprisal},
        {"distinct_2", statistics.distinct2}};
    for (const auto& [name, spread] : spreads) {
        auto& value = object[name] = {{"mean", nullptr}, {"sd", nullptr}};
        if (statistics.runs > 0)
            value["mean"] = spread.mean;
        if (statistics.runs > 1)
            value["sd"] = spread.deviation;
    }
    return object;
}

} // namespace

nlohmann::ordered_json toJson(const Comparison& comparison)
{
    const auto all = repeatsIn(comparison);
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : comparison.rows) {
        nlohmann::ordered_json object = {
            {"strategy", validUtf8(row.strategy)},
            {"model", validUtf8(comparison.model)},
            {"version", validUtf8(comparison.version)},
            {"stream", row.transcript.stream},
            {"statistics", statisticsJson(statisticsOf(row.transcript.steps))},
        };
        const auto& repeats = *std::ranges::find_if(all, [&row](const Repeats& some) {
            return std::ranges::find(some, &row) != some.end();
        });
        if (repeats.size() > 1)
            object["repeats"] = repeatsJson(repeats);
        object.update(toJson(row.transcript));
        rows.push_back(std::move(object));
    }
    return rows;
}

Result<Comparison> comparisonFromJson(const nlohmann::json& rows)
{
    if (!rows.is_array() || rows.empty())
        return fail("the comparison is {}, expected an array with an object for each row",
                    rows.is_array() ? "an empty array" : describe(rows));
    Comparison comparison;
    for (const auto& value : rows) {
        const auto place = fmt::format("row {}", comparison.rows.size() + 1);
        auto read = readRow(value, place);
        if (!read)
            return tl::unexpected(read.error());
        if (comparison.rows.empty()) {
            comparison.model = read->model;
            comparison.version = read->version;
        } else if (const auto* field = findDifference(*read, comparison)) {
            return fail(
                "{}: {} is not that of row 1, and all rows of a comparison have it in common",
                place, field);
        }
        comparison.rows.push_back(std::move(read->row));
    }
    return comparison;
}

Result<Comparison> rowOrRowsFromJson(const nlohmann::json& json)
{
    if (!json.is_object())
        return comparisonFromJson(json);
    const auto model = json.find("model");
    const auto name = model != json.end() && model->is_string() ? model->get<std::string>() : "";
    return transcriptFromJson(json).map([&name](Transcript transcript) {
        return Comparison{.model = name, .version = {}, .rows = {{{}, std::move(transcript)}}};
    });
}

} // namespace logitscope
