#include "core/generation/visible_text.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace logitscope
{

namespace
{

struct Found
{
    std::size_t begin;
    std::size_t end;
};

// The first to be complete, wherever the tokens parted.
std::optional<Found> findFirst(std::string_view text, const std::vector<std::string>& strings)
{
    std::optional<Found> first;
    for (const auto& string : strings) {
        const auto begin = text.find(string);
        if (begin == text.npos)
            continue;
        const Found found{begin, begin + string.size()};
        if (!first || found.end < first->end ||
            (found.end == first->end && found.begin < first->begin))
            first = found;
    }
    return first;
}

// Where a string begins that the text's end cuts off; the text's size where there is none.
std::size_t beginOfUndecided(std::string_view text, const std::vector<std::string>& strings)
{
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
        const auto rest = text.substr(begin);
        if (std::ranges::any_of(
                strings, [rest](std::string_view string) { return string.starts_with(rest); }))
            return begin;
    }
    return text.size();
}

} // namespace

VisibleText::VisibleText(std::vector<std::string> stop) : stop_(std::move(stop))
{
    std::erase(stop_, std::string());
}

std::string VisibleText::show(std::string_view bytes)
{
    auto text = stream_.push(bytes);
    passed_ += bytes.size();
    shown_ = passed_ - stream_.pendingBytes();
    return text;
}

std::string VisibleText::pushPrompt(std::string_view bytes)
{
    return show(bytes);
}

std::string VisibleText::push(std::string_view bytes)
{
    if (stopped_)
        return {};
    held_ += bytes;
    if (const auto found = findFirst(held_, stop_)) {
        stopped_ = true;
        held_.resize(found->begin);
        return finish();
    }
    const auto certain = beginOfUndecided(held_, stop_);
    auto text = show(std::string_view(held_).substr(0, certain));
    held_.erase(0, certain);
    return text;
}

std::string VisibleText::finish()
{
    auto text = show(std::exchange(held_, {}));
    text += stream_.finish();
    shown_ = passed_;
    return text;
}

} // namespace logitscope
