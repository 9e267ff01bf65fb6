// The terms that this program uses, each in two sentences and a formula: one table for the
// glossary, tooltips, lessons and help.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace logitscope
{

struct Term
{
    std::string key;         // in a lesson's [words](glossary:top-p)
    std::string name;        // as the window has it
    std::string explanation; // two sentences
    std::string formula;     // in Unicode; empty: it has none
    std::string source;      // empty: common knowledge
};

// By their names, from A to Z.
std::span<const Term> glossary();

// nullptr when there is none of that key.
const Term* findTerm(std::string_view key);

} // namespace logitscope
