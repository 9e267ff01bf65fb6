#include "widgets/text/token_spans.h"

#include "widgets/text/document_text.h"

#include <algorithm>

namespace logitscope
{

QString TokenSpans::append(std::string_view bytes)
{
    const QString text = textOfBytes(utf8_.push(bytes));
    const int begin = end_;
    end_ += static_cast<int>(text.size());
    spans_.push_back({begin, end_});
    return text;
}

QString TokenSpans::appendMark(int length)
{
    const QString text = finish();
    spans_.push_back({end_, end_ + length});
    end_ += length;
    return text;
}

QString TokenSpans::finish()
{
    const QString text = textOfBytes(utf8_.finish());
    if (!text.isEmpty()) { // so there is a token whose bytes were pending
        end_ += static_cast<int>(text.size());
        spans_.back().end = end_;
    }
    return text;
}

std::optional<int> TokenSpans::tokenAt(int position) const
{
    if (spans_.empty() || position < spans_.front().begin || position >= end_)
        return std::nullopt;
    // Spans lie end to end, so the first that ends behind the position holds it; empty ones don't.
    const auto owner = std::upper_bound(spans_.begin(), spans_.end(), position,
                                        [](int at, const TextSpan& span) { return at < span.end; });
    return static_cast<int>(owner - spans_.begin());
}

} // namespace logitscope
