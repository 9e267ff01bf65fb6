// The texts of a figure on its page, and whether they can be read.
#pragma once

#include "tests/recording_page.h"
#include "widgets/figure/figure.h"

#include <QPainter>

#include <vector>

namespace logitscope
{

inline std::vector<RecordedText> recordedTexts(const Figure& figure)
{
    RecordingPage page(figure.size());
    QPainter painter(&page);
    figure.paint(painter);
    painter.end();
    return page.take();
}

// The first two texts of which one lies on the other, or one that leaves the page; empty where all
// can be read. Parts of a line touch.
inline QString unreadable(const Figure& figure)
{
    const auto texts = recordedTexts(figure);
    const QRectF page(QPointF(), figure.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!page.contains(texts[i].place))
            return QStringLiteral("“%1” leaves the page").arg(texts[i].text);
        for (std::size_t j = 0; j < i; ++j) {
            const QRectF both = texts[i].place & texts[j].place;
            if (both.width() > 0.5 && both.height() > 0.5)
                return QStringLiteral("“%1” lies on “%2”").arg(texts[i].text, texts[j].text);
        }
    }
    return {};
}

} // namespace logitscope
