// The line that says how far a comparison is, for whoever waits for it.
#pragma once

#include <string>
#include <vector>

namespace logitscope
{

class CompareProgress
{
public:
    // `tokens`: of each row, at most.
    CompareProgress(int rows, int tokens);

    void stepped(int row);
    void ended(int row);

    // "37 of 360 tokens, 4 of 9 rows running". What an ended row doesn't draw any more is not
    // waited for.
    std::string text() const;

private:
    int tokens_;
    std::vector<int> drawn_; // by row
    int running_;
    int total_;
};

// What of the text a line of so many columns shows: its last column stays empty, since a cursor
// that goes beyond it makes another line of every step.
std::string fittedLine(const std::string& text, int columns);

// Writes the line over and over in the same place on stderr; nothing when that is no terminal.
class ProgressLine
{
public:
    // `columns`: of the terminal; 0 where there is none.
    explicit ProgressLine(int columns) : columns_(columns) {}

    ~ProgressLine() { show({}); }

    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const std::string& text); // ASCII; an empty one erases the line

private:
    int columns_;
    std::string last_;
};

} // namespace logitscope
