// Where the texts of a figure are on its page: their ink from the baseline to the height of a
// capital, from the first letter to the last.
#pragma once

#include "widgets/figure/figure.h"

#include <QFontMetricsF>
#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QRectF>

#include <vector>

namespace logitscope
{

struct RecordedText
{
    QRectF place;
    QString text;
    double pixelSize; // of its font, on the page
};

class RecordingEngine : public QPaintEngine
{
public:
    RecordingEngine() : QPaintEngine(AllFeatures) {}

    bool begin(QPaintDevice*) override { return true; }

    bool end() override { return true; }

    Type type() const override { return User; }

    void updateState(const QPaintEngineState& changed) override
    {
        if (changed.state() & DirtyTransform)
            transform_ = changed.transform();
    }

    void drawPixmap(const QRectF&, const QPixmap&, const QRectF&) override {}

    void drawPath(const QPainterPath&) override {}

    void drawPolygon(const QPointF*, int, PolygonDrawMode) override {}

    void drawTextItem(const QPointF& point, const QTextItem& item) override
    {
        const QFontMetricsF metrics(item.font());
        // Spaces at the ends leave no ink.
        const QString text = item.text();
        const QString trimmed = text.trimmed();
        if (trimmed.isEmpty())
            return;
        const auto before = text.left(text.indexOf(trimmed));
        const QRectF ink(point.x() + metrics.horizontalAdvance(before),
                         point.y() - metrics.capHeight(), metrics.horizontalAdvance(trimmed),
                         metrics.capHeight());
        texts_.push_back({transform_.mapRect(ink), trimmed,
                          item.font().pixelSize() * std::abs(transform_.m22())});
    }

    std::vector<RecordedText> take() { return std::move(texts_); }

private:
    QTransform transform_;
    std::vector<RecordedText> texts_;
};

class RecordingPage : public QPaintDevice
{
public:
    explicit RecordingPage(QSize size) : size_(size) {}

    QPaintEngine* paintEngine() const override { return &engine_; }

    std::vector<RecordedText> take() { return engine_.take(); }

protected:
    int metric(PaintDeviceMetric what) const override
    {
        switch (what) {
        case PdmWidth:
            return size_.width();
        case PdmHeight:
            return size_.height();
        case PdmDpiX:
        case PdmDpiY:
        case PdmPhysicalDpiX:
        case PdmPhysicalDpiY:
            return 72;
        case PdmDepth:
            return 32;
        default:
            return QPaintDevice::metric(what);
        }
    }

private:
    QSize size_;
    mutable RecordingEngine engine_;
};

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
