#include "app/cli/compare_progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace logitscope
{

CompareProgress::CompareProgress(int rows, int tokens)
    : tokens_(tokens)
    , drawn_(static_cast<std::size_t>(rows), 0)
    , running_(rows)
    , total_(rows * tokens)
{
}

void CompareProgress::stepped(int row)
{
    ++drawn_[static_cast<std::size_t>(row)];
}

void CompareProgress::ended(int row)
{
    --running_;
    total_ -= tokens_ - drawn_[static_cast<std::size_t>(row)];
}

std::string CompareProgress::text() const
{
    const auto drawn = std::accumulate(drawn_.begin(), drawn_.end(), 0);
    return fmt::format("{} of {} {}, {} of {} {} running", drawn, total_,
                       total_ == 1 ? "token" : "tokens", running_, drawn_.size(),
                       drawn_.size() == 1 ? "row" : "rows");
}

std::string fittedLine(const std::string& text, int columns)
{
    return text.substr(0, static_cast<std::size_t>(std::max(columns - 1, 0)));
}

// Blanks rather than an escape sequence: they erase on every terminal.
void ProgressLine::show(const std::string& text)
{
    if (columns_ == 0 || text == last_)
        return;
    const auto line = fittedLine(text, columns_);
    const auto before = fittedLine(last_, columns_).size();
    const auto blanks = fittedLine(std::string(before + 2, ' '), columns_)
                            .size(); // and the ^C that a terminal shows
    fmt::print(stderr, "\r{:<{}}{}", line, std::max(line.size(), blanks), text.empty() ? "\r" : "");
    std::fflush(stderr);
    last_ = text;
}

} // namespace logitscope
