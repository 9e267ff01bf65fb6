// What a session file keeps: the runs of all pages, with what is asked for beside them, and where
// the window was.
#pragma once

#include "core/result.h"
#include "core/run/comparison.h"
#include "core/run/run_state.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace logitscope
{

struct Session
{
    std::string page = "explore"; // or "compare", "serve", "models" or "learn"
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
Result<std::variant<Session, Run>> sessionOrRunFromText(std::string_view text);

// The runs in it that have tokens: Explore's, and Compare's.
std::vector<Run> runsOf(const Session& session);

} // namespace logitscope
