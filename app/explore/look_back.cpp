#include "app/explore/look_back.h"

#include "app/document/run_document.h"
#include "app/engine/generator.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace logitscope
{

namespace
{

using Clock = std::chrono::steady_clock;

// Of a frame of 16 milliseconds, of which drawing takes the most.
constexpr std::chrono::microseconds mostOfAFrame(2000);

// Under most chains a step takes less than a microsecond, under the slowest a third of a
// millisecond.
constexpr std::chrono::microseconds mostOfAPiece(500);
constexpr int fewestAtOnce = 8;
constexpr int firstAtOnce = 16;
constexpr int mostAtOnce = 512;

} // namespace

LookBack::LookBack(RunDocument& document, Generator& generator)
    : document_(document)
    , generator_(generator)
{
}

bool LookBack::goOn(const SamplerChain& chain, std::pair<int, int> visible)
{
    backward_.setText(document_.run());
    if (chain != backward_.chain())
        atOnce_ = firstAtOnce;
    backward_.setChain(chain);
    const auto logitsOf = [this](const NodePtr& node) { return document_.logitsOf(node); };
    const auto end = Clock::now() + mostOfAFrame;
    for (auto now = Clock::now(); now < end;) {
        isDone_ = !backward_.judgeSome(atOnce_, visible.first, visible.second, logitsOf);
        if (isDone_)
            break;
        const auto took = Clock::now() - std::exchange(now, Clock::now());
        atOnce_ = took > mostOfAPiece ? std::max(atOnce_ / 2, fewestAtOnce)
                                      : std::min(atOnce_ * 2, mostAtOnce);
    }
    if (isDone_)
        backward_.dropOld();
    return !isDone_;
}

void LookBack::readMissing(const std::shared_ptr<const OpenModel>& model)
{
    const auto path = document_.path();
    const bool isRead = std::ranges::equal(path, read_);
    if (isRead && (generator_.isReadingEach() || backward_.chain() == readFor_))
        return;
    const auto missing = std::ranges::find_if(
        path, [this](const NodePtr& node) { return document_.logitsOf(node).empty(); });
    forget();
    if (missing == path.end())
        return;
    read_.assign(path.begin(), path.end());
    readFor_ = backward_.chain();
    const auto first =
        document_.run().promptTokens.size() + static_cast<std::size_t>(missing - path.begin());
    generator_.readEach(model, document_.textBefore(document_.size() - 1), static_cast<int>(first));
}

void LookBack::forget()
{
    generator_.forgetEach();
    read_.clear();
}

void LookBack::takeRead()
{
    const auto prompt = static_cast<int>(document_.run().promptTokens.size());
    const auto path = document_.path();
    for (auto& [position, logits, coverage] : generator_.takeEach()) {
        const auto index = static_cast<std::size_t>(position - prompt);
        const bool isThis =
            index < path.size() && index < read_.size() && path[index] == read_[index];
        if (!isThis)
            return forget(); // another text is there now
        if (document_.logitsOf(path[index]).empty())
            document_.setLogits(static_cast<int>(index), std::move(logits), coverage);
    }
}

} // namespace logitscope
