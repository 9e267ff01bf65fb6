// The lines of a Markdown file: what is code, and what is not.
// Source: CommonMark 0.31, fenced code blocks, code spans and backslash escapes. Of what CommonMark
// allows this is a part: a fence inside a list or a quotation is text here, and so is code that is
// only indented.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

struct MarkdownLine
{
    enum class Kind
    {
        Text,
        FenceBegin, // "```scene": `info` is "scene"
        Code,       // between two fences
        FenceEnd,
    };

    int number; // from 1
    Kind kind;
    std::string_view text; // without its line end
    std::string_view info = {};

    bool isBlank() const { return text.find_first_not_of(" \t") == std::string_view::npos; }

    // The number of # that it begins with, before a space; 0: it is no heading.
    int headingLevel() const;
    std::string_view heading() const; // its words
};

// Valid as long as the text is. Lines may end in \r\n.
std::vector<MarkdownLine> markdownLines(std::string_view text);

// The same line with a space for every character of its code spans, and a backslash for what a
// backslash protects.
struct PlainLine
{
    std::string text;
    bool isWhole = true; // no: a code span begins in it that ends on another line, if at all
};

PlainLine withoutCode(std::string_view line);

} // namespace logitscope
