// Strings that end a text once it contains them, wherever the tokens part.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

class StopStrings
{
public:
    StopStrings() = default;

    // An empty string is none.
    StopStrings(std::vector<std::string> strings);

    // Appends a token's bytes to the text, and says whether they complete one of the strings.
    bool completedBy(std::string_view bytes);

private:
    std::vector<std::string> strings_;
    std::string end_; // of the text: as much as the next bytes could complete
};

} // namespace logitscope
