// What a session file keeps: the runs of all pages, with what is asked for beside them, and where
// the window was.
#pragma once

#include "core/result.h"
#include "core/run/comparison.h"
#include "core/run/run_state.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace logitscope
{

// What the Compare page shows.
struct ComparisonState
{
    Comparison run = {};       // without rows where nothing has run
    CompareRequest asked;      // what it was asked for, but for the strategies
    CompareRequest request;    // what the controls ask for, with all strategies of the grid
    std::size_t reference = 0; // the strategy with which the others are compared

    friend bool operator==(const ComparisonState&, const ComparisonState&) = default;
};

struct Session
{
    std::string page = "explore"; // or "compare" or "serve"
    int zoom = 100;               // percent
    RunState explore;
    ComparisonState comparison;

    friend bool operator==(const Session&, const Session&) = default;
};

// A session file: JSON with session (the format's version), version (the program's), page, zoom,
// explore and compare.
std::string textOf(const Session& session, const std::string& version);

// Reads what textOf() wrote, of this version or an older one, and takes any other text: what is
// wrong is an Error of one sentence that names the place and the field.
Result<Session> sessionFromText(std::string_view text);

// The same of any kind of file that has a run in it.
Result<std::variant<Session, Comparison>> sessionOrRunFromText(std::string_view text);

// A run's branches beside each other, those with tokens: "branch 2" where nobody named it.
Comparison branchesOf(const Run& run);

// The runs in it: Explore's branches, and Compare's rows.
std::vector<Comparison> runsOf(const Session& session);

} // namespace logitscope
