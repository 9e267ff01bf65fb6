#include "core/run/session.h"

#include "core/json_text.h"
#include "core/run/chain_json.h"
#include "core/run/comparison_json.h"
#include "core/run/run_json.h"
#include "core/run/step_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace logitscope
{

namespace
{

// Of the format: a file of each stays in tests/data/sessions.
constexpr int newest = 2; // the first one knew only chains of temperature, top-k and top-p

constexpr int mostAsked = 1'000'000;

nlohmann::ordered_json toJson(const RunState& state)
{
    nlohmann::ordered_json object;
    putText(object, "prompt", "prompt_bytes", state.request.prompt);
    object["prompt_token_ids"] = state.request.promptTokens;
    object["special"] = specialTokensName(state.request.special);
    object["seed"] = state.request.seed;
    object["stream"] = state.request.stream;
    object["max_tokens"] = state.request.tokens;
    object["settings"] = logitscope::toJson(state.settings);
    object["run"] = logitscope::toJson(state.run);
    return object;
}

Result<RunState> runStateFrom(const nlohmann::json& json, const std::string& place)
{
    auto fields = fieldsAt(json, place);
    if (!fields)
        return tl::unexpected(fields.error());
    RunState state;
    state.request.prompt = readText(*fields, "prompt", "prompt_bytes");
    state.request.promptTokens = readTokens(*fields, "prompt_token_ids");
    state.request.special = readSpecialTokens(*fields);
    state.request.seed = fields->unsignedNumber("seed").value_or(0);
    state.request.stream = fields->unsignedNumber("stream").value_or(0);
    state.request.tokens = fields->wholeNumber("max_tokens", 0, mostAsked).value_or(0);
    state.settings = readSettings(*fields, placeIn(place, "settings"));
    const auto* run = fields->object("run");
    if (fields->error())
        return fail(fields->error()->message);
    return runFromJson(*run, placeIn(place, "run")).map([&state](Run read) {
        state.run = std::move(read);
        return state;
    });
}

// All but the strategies.
nlohmann::ordered_json toJson(const CompareRequest& request)
{
    nlohmann::ordered_json object;
    putText(object, "prompt", "prompt_bytes", request.prompt);
    object["prompt_token_ids"] = request.promptTokens;
    object["special"] = specialTokensName(request.special);
    object["seed"] = request.seed;
    object["max_tokens"] = request.tokens;
    object["repeats"] = request.repeats;
    object["same_random_numbers"] = request.sameRandomNumbers;
    return object;
}

Result<CompareRequest> requestFrom(const nlohmann::json& json, const std::string& place)
{
    auto fields = fieldsAt(json, place);
    if (!fields)
        return tl::unexpected(fields.error());
    CompareRequest request;
    request.prompt = readText(*fields, "prompt", "prompt_bytes");
    request.promptTokens = readTokens(*fields, "prompt_token_ids");
    request.special = readSpecialTokens(*fields);
    request.seed = fields->unsignedNumber("seed").value_or(0);
    request.tokens = fields->wholeNumber("max_tokens", 0, mostAsked).value_or(0);
    request.repeats = fields->wholeNumber("repeats", 1).value_or(1);
    request.sameRandomNumbers = fields->flag("same_random_numbers");
    if (fields->error())
        return fail(fields->error()->message);
    return request;
}

nlohmann::ordered_json toJson(const ComparisonState& state)
{
    auto object = toJson(state.request);
    auto& strategies = object["strategies"] = nlohmann::ordered_json::array();
    for (const auto& strategy : state.request.strategies)
        strategies.push_back({{"name", strategy.name},
                              {"description", strategy.description},
                              {"settings", logitscope::toJson(strategy.settings)}});
    object["reference"] = state.reference;
    if (!state.run.branches.empty()) {
        object["asked"] = toJson(state.asked);
        object["rows"] = rowsToJson(state.run);
    }
    return object;
}

Result<Strategy> strategyFrom(const nlohmann::json& json, const std::string& place)
{
    auto fields = fieldsAt(json, place);
    if (!fields)
        return tl::unexpected(fields.error());
    Strategy strategy{.name = fields->text("name").value_or(""),
                      .description = fields->text("description").value_or(""),
                      .settings = readSettings(*fields, placeIn(place, "settings"))};
    if (fields->error())
        return fail(fields->error()->message);
    return strategy;
}

Result<ComparisonState> comparisonStateFrom(const nlohmann::json& json, const std::string& place)
{
    ComparisonState state;
    auto request = requestFrom(json, place);
    if (!request)
        return tl::unexpected(request.error());
    state.request = *std::move(request);
    auto fields = fieldsAt(json, place);
    state.reference = static_cast<std::size_t>(fields->wholeNumber("reference", 0).value_or(0));
    const auto* strategies = fields->array("strategies");
    const auto* rows = fields->has("rows") ? fields->array("rows") : nullptr;
    const auto* asked = rows ? fields->object("asked") : nullptr;
    if (fields->error())
        return fail(fields->error()->message);
    for (const auto& value : *strategies) {
        const auto number = fmt::format("strategy {}", state.request.strategies.size() + 1);
        auto strategy = strategyFrom(value, placeIn(place, number));
        if (!strategy)
            return tl::unexpected(strategy.error());
        state.request.strategies.push_back(*std::move(strategy));
    }
    if (!rows)
        return state;
    auto theirs = requestFrom(*asked, placeIn(place, "asked"));
    if (!theirs)
        return tl::unexpected(theirs.error());
    state.asked = *std::move(theirs);
    auto run = runFromRows(*rows);
    if (!run)
        return fail("{}: {}", place, run.error().message);
    state.run = *std::move(run);
    state.run.special = state.asked.special;
    return state;
}

Result<Session> sessionFromJson(const nlohmann::json& json)
{
    auto fields = fieldsAt(json, "");
    if (!fields)
        return tl::unexpected(fields.error());
    const auto format = fields->wholeNumber("session", 1);
    const auto version = fields->text("version").value_or("");
    if (format && *format > newest)
        return fail("was saved by Logitscope {}, which is newer than this one; open it there",
                    version);
    Session session;
    session.page = fields->text("page").value_or("");
    session.zoom = fields->wholeNumber("zoom", 1, 1000).value_or(100);
    const auto* explore = fields->object("explore");
    const auto* comparison = fields->object("compare");
    if (fields->error())
        return fail(fields->error()->message);

    auto state = runStateFrom(*explore, "explore");
    if (!state)
        return tl::unexpected(state.error());
    session.explore = *std::move(state);
    return comparisonStateFrom(*comparison, "compare").map([&session](ComparisonState read) {
        session.comparison = std::move(read);
        return session;
    });
}

} // namespace

std::string textOf(const Session& session, const std::string& version)
{
    const nlohmann::ordered_json json = {{"session", newest},
                                         {"version", version},
                                         {"page", session.page},
                                         {"zoom", session.zoom},
                                         {"explore", toJson(session.explore)},
                                         {"compare", toJson(session.comparison)}};
    return json.dump() + "\n";
}

Result<Session> sessionFromText(std::string_view text)
{
    const auto json = parseJson(text);
    return json.is_discarded() ? fail("is damaged: it is no JSON") : sessionFromJson(json);
}

Result<std::variant<Session, Run>> sessionOrRunFromText(std::string_view text)
{
    using Either = std::variant<Session, Run>;
    const auto json = parseJson(text);
    if (json.is_discarded())
        return fail("is no JSON; choose a file that Logitscope wrote");
    if (json.is_object() && json.contains("session"))
        return sessionFromJson(json).map([](Session read) { return Either(std::move(read)); });
    return runFromRowOrRows(json).map([](Run read) { return Either(std::move(read)); });
}

std::vector<Run> runsOf(const Session& session)
{
    std::vector<Run> runs{namedBranchesOf(session.explore.run), session.comparison.run};
    std::erase_if(runs, [](const Run& run) { return run.branches.empty(); });
    return runs;
}

} // namespace logitscope
