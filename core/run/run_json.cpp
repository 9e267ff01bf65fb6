#include "core/run/run_json.h"

#include "core/run/step_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unordered_map>

namespace logitscope
{

namespace
{

class NodeNumbers
{
public:
    // With what stands before it, where that isn't in the array yet.
    void add(const NodePtr& leaf)
    {
        for (const auto& node : pathTo(leaf)) {
            if (!numbers_.try_emplace(node.get(), nodes_.size()).second)
                continue;
            auto object = toJson(node->step, node->parent ? node->parent->step : Step());
            if (node->parent)
                object["parent"] = of(node->parent);
            nodes_.push_back(std::move(object));
        }
    }

    std::size_t of(const NodePtr& node) const { return numbers_.at(node.get()); }

    const nlohmann::ordered_json& nodes() const { return nodes_; }

private:
    std::unordered_map<const Node*, std::size_t> numbers_;
    nlohmann::ordered_json nodes_ = nlohmann::ordered_json::array();
};

Result<NodePtr> readNode(const nlohmann::json& value, const std::string& place,
                         const std::vector<NodePtr>& before)
{
    auto fields = fieldsAt(value, place);
    if (!fields)
        return tl::unexpected(fields.error());
    NodePtr parent;
    if (fields->has("parent") && before.empty()) {
        fields->failAt("parent", "is there, but no node stands before this one");
    } else if (fields->has("parent")) {
        const auto most = static_cast<int>(before.size()) - 1;
        if (const auto number = fields->wholeNumber("parent", 0, most))
            parent = before[static_cast<std::size_t>(*number)];
    }
    if (fields->error())
        return fail(fields->error()->message);
    return stepFromJson(value, place, parent ? parent->step : Step()).map([&parent](Step step) {
        return follow(std::move(parent), std::move(step));
    });
}

Result<Branch> readBranch(const nlohmann::json& value, const std::string& place,
                          const std::vector<NodePtr>& nodes)
{
    auto fields = fieldsAt(value, place);
    if (!fields)
        return tl::unexpected(fields.error());
    Branch branch;
    if (fields->has("name"))
        branch.name = fields->text("name").value_or("");
    if (fields->has("leaf")) {
        const auto most = static_cast<int>(nodes.size()) - 1;
        if (const auto number = fields->wholeNumber("leaf", 0, most))
            branch.leaf = nodes[static_cast<std::size_t>(*number)];
    }
    branch.seed = fields->unsignedNumber("seed").value_or(0);
    branch.stream = fields->unsignedNumber("stream").value_or(0);
    branch.limit = fields->wholeNumber("limit", 0).value_or(0);
    branch.stopReason = readStopReason(*fields, branch.leaf != nullptr);
    if (fields->error())
        return fail(fields->error()->message);
    return branch;
}

} // namespace

std::string specialTokensName(SpecialTokens special)
{
    return special == SpecialTokens::AsText ? "as_text" : "recognised";
}

SpecialTokens readSpecialTokens(JsonFields& fields)
{
    const auto name = fields.text("special").value_or("");
    for (const auto special : {SpecialTokens::Recognised, SpecialTokens::AsText}) {
        if (specialTokensName(special) == name)
            return special;
    }
    fields.failAt("special", name, "recognised or as_text");
    return SpecialTokens::Recognised;
}

nlohmann::ordered_json toJson(const Run& run)
{
    NodeNumbers numbers;
    for (const auto& branch : run.branches)
        numbers.add(branch.leaf);

    nlohmann::ordered_json object;
    putModel(object, run);
    putText(object, "prompt", "prompt_bytes", run.prompt);
    object["prompt_token_ids"] = run.promptTokens;
    object["special"] = specialTokensName(run.special);
    object["nodes"] = numbers.nodes();
    auto& branches = object["branches"] = nlohmann::ordered_json::array();
    for (const auto& branch : run.branches) {
        nlohmann::ordered_json written;
        if (!branch.name.empty())
            written["name"] = branch.name;
        if (branch.leaf)
            written["leaf"] = numbers.of(branch.leaf);
        written["seed"] = branch.seed;
        written["stream"] = branch.stream;
        written["limit"] = branch.limit;
        written["stop_reason"] = stopReasonName(branch.stopReason);
        branches.push_back(std::move(written));
    }
    object["current"] = run.current;
    return object;
}

Result<Run> runFromJson(const nlohmann::json& json, const std::string& place)
{
    auto fields = fieldsAt(json, place);
    if (!fields)
        return tl::unexpected(fields.error());
    Run run{.branches = {}};
    readModel(*fields, run);
    run.prompt = readText(*fields, "prompt", "prompt_bytes");
    run.promptTokens = readTokens(*fields, "prompt_token_ids");
    run.special = readSpecialTokens(*fields);
    const auto* nodes = fields->array("nodes");
    const auto* branches = fields->array("branches");
    if (branches && branches->empty())
        fields->failAt("branches", "is empty, and a run has at least one");
    const auto most = branches ? static_cast<int>(branches->size()) - 1 : 0;
    const auto current = fields->wholeNumber("current", 0, most);
    if (fields->error())
        return fail(fields->error()->message);

    std::vector<NodePtr> read;
    read.reserve(nodes->size());
    for (const auto& value : *nodes) {
        auto node = readNode(value, placeIn(place, fmt::format("node {}", read.size())), read);
        if (!node)
            return tl::unexpected(node.error());
        read.push_back(*std::move(node));
    }
    for (const auto& value : *branches) {
        const auto number = fmt::format("branch {}", run.branches.size());
        auto branch = readBranch(value, placeIn(place, number), read);
        if (!branch)
            return tl::unexpected(branch.error());
        run.branches.push_back(*std::move(branch));
    }
    run.current = static_cast<std::size_t>(*current);
    return run;
}

} // namespace logitscope
