#include "core/run/comparison_json.h"

#include "core/run/chain_json.h"
#include "core/run/repeats.h"
#include "core/run/step_json.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace logitscope
{

namespace
{

// A step like the row as a whole.
Step plainStep(const Branch& row)
{
    Step step;
    step.settings = settingsOf(row);
    step.stream = streamOf(row);
    return step;
}

// Not there in a row without.
std::vector<std::string> readStop(JsonFields& row)
{
    std::vector<std::string> strings;
    const auto* values = row.has("stop") ? row.array("stop") : nullptr;
    if (values == nullptr)
        return strings;
    for (const auto& value : *values) {
        const auto* string = value.get_ptr<const std::string*>();
        if (!string || string->empty()) {
            row.failAt("stop", fmt::format("has {}, expected texts of a character or more",
                                           describe(value)));
            return {};
        }
        strings.push_back(*string);
    }
    return strings;
}

// A run with this row alone. What a row that stands by itself may lack: strategy, model, version.
Result<Run> readRow(const nlohmann::json& value, const std::string& place, bool isAlone)
{
    auto read = fieldsAt(value, place);
    if (!read)
        return tl::unexpected(read.error());
    auto& fields = *read;
    Run run;
    auto& row = run.branch();
    if (!isAlone || fields.has("model"))
        readModel(fields, run);
    if (!isAlone) {
        row.name = fields.text("strategy").value_or("");
        run.version = fields.text("version").value_or("");
        fields.unsignedNumber("stream");
    }
    run.prompt = readText(fields, "prompt", "prompt_bytes");
    run.promptTokens = readTokens(fields, "prompt_token_ids");
    row.settings = readSettings(fields, placeIn(place, "settings"));
    row.seed = fields.unsignedNumber("seed").value_or(0);
    if (fields.has("stream"))
        row.stream = fields.unsignedNumber("stream").value_or(0);
    row.stop = readStop(fields);
    fields.text("text");
    const auto* steps = fields.array("steps");
    row.stopReason = readStopReason(fields, steps && !steps->empty());
    if (fields.error())
        return fail(fields.error()->message);

    row.limit = static_cast<int>(steps->size());
    const auto plain = plainStep(row);
    for (const auto& each : *steps) {
        const auto number = fmt::format("step {}", row.length() + 1);
        auto step = stepFromJson(each, placeIn(place, number), plain);
        if (!step)
            return tl::unexpected(step.error());
        row.leaf = follow(std::move(row.leaf), *std::move(step));
    }
    return run;
}

// What all rows share: the name of the field in which this one doesn't, or nullptr.
const char* findDifference(const Run& row, const Run& comparison)
{
    if (row.prompt != comparison.prompt)
        return "prompt";
    if (row.promptTokens != comparison.promptTokens)
        return "prompt_token_ids";
    if (row.model != comparison.model || row.identity != comparison.identity)
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
    if (const auto& most = statistics.most) {
        AtMost atMost;
        atMost.add("mean_entropy", {statistics.meanEntropy, most->meanEntropy});
        atMost.add("mean_effective_vocabulary",
                   {statistics.meanEffectiveVocabulary, most->meanEffectiveVocabulary});
        atMost.add("mean_surprisal", {statistics.meanSurprisal, most->meanSurprisal});
        atMost.putInto(object);
    }
    return object;
}

nlohmann::ordered_json repeatsJson(const Repeats& repeats)
{
    const auto statistics = repeatStatisticsOf(repeats);
    nlohmann::ordered_json object = {{"runs", repeats.size()},
                                     {"distinct", countDistinct(repeats)}};
    const auto most = statistics.most.value_or(
        RunStatistics::Most{statistics.meanEntropy.mean, statistics.meanEffectiveVocabulary.mean,
                            statistics.meanSurprisal.mean});
    const std::tuple<const char*, const Spread&, double> spreads[] = {
        {"mean_entropy", statistics.meanEntropy, most.meanEntropy},
        {"mean_effective_vocabulary", statistics.meanEffectiveVocabulary,
         most.meanEffectiveVocabulary},
        {"mean_surprisal", statistics.meanSurprisal, most.meanSurprisal},
        {"distinct_2", statistics.distinct2, statistics.distinct2.mean}};
    for (const auto& [name, spread, high] : spreads) {
        auto& value = object[name] = {{"mean", nullptr}, {"sd", nullptr}};
        if (statistics.runs > 0)
            value["mean"] = spread.mean;
        if (statistics.runs > 1 && !statistics.most)
            value["sd"] = spread.deviation;
        AtMost atMost;
        atMost.add("mean", {spread.mean, high});
        atMost.putInto(value);
    }
    return object;
}

} // namespace

nlohmann::ordered_json rowToJson(const Run& run, const Branch& row)
{
    nlohmann::ordered_json object;
    putModel(object, run);
    putText(object, "prompt", "prompt_bytes", run.prompt);
    object["prompt_token_ids"] = run.promptTokens;
    const auto plain = plainStep(row);
    object["settings"] = toJson(plain.settings);
    object["seed"] = row.seed;
    for (const auto& string : row.stop)
        object["stop"].push_back(validUtf8(string));
    object["text"] = continuationOf(row);
    object["stop_reason"] = stopReasonName(row.stopReason);
    auto& steps = object["steps"] = nlohmann::ordered_json::array();
    for (const auto& node : pathTo(row.leaf))
        steps.push_back(toJson(node->step, plain));
    return object;
}

nlohmann::ordered_json rowsToJson(const Run& comparison)
{
    const auto all = repeatsIn(comparison);
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : comparison.branches) {
        nlohmann::ordered_json object = {{"strategy", validUtf8(row.name)}};
        putModel(object, comparison);
        object["version"] = validUtf8(comparison.version);
        object["stream"] = streamOf(row);
        object["statistics"] = statisticsJson(statisticsOf(row));
        const auto& repeats = *std::ranges::find_if(all, [&row](const Repeats& some) {
            return std::ranges::find(some, &row) != some.end();
        });
        if (repeats.size() > 1)
            object["repeats"] = repeatsJson(repeats);
        object.update(rowToJson(comparison, row));
        rows.push_back(std::move(object));
    }
    return rows;
}

std::string rowsText(const Run& comparison)
{
    return rowsToJson(comparison).dump(2) + "\n";
}

std::string rowsAsciiText(const Run& comparison)
{
    return rowsToJson(comparison).dump(-1, ' ', true);
}

Result<Run> runFromRows(const nlohmann::json& rows)
{
    if (!rows.is_array() || rows.empty())
        return fail("the comparison is {}, expected an array with an object for each row",
                    rows.is_array() ? "an empty array" : describe(rows));
    std::optional<Run> comparison;
    for (const auto& value : rows) {
        const auto number = comparison ? comparison->branches.size() + 1 : 1;
        const auto place = fmt::format("row {}", number);
        auto row = readRow(value, place, false);
        if (!row)
            return tl::unexpected(row.error());
        if (!comparison) {
            comparison = *std::move(row);
        } else if (const auto* field = findDifference(*row, *comparison)) {
            return fail(
                "{}: {} is not that of row 1, and all rows of a comparison have it in common",
                place, field);
        } else {
            comparison->branches.push_back(std::move(row->branch()));
        }
    }
    return *std::move(comparison);
}

Result<Run> runFromRowOrRows(const nlohmann::json& json)
{
    if (!json.is_object())
        return runFromRows(json);
    return readRow(json, {}, true);
}

} // namespace logitscope
