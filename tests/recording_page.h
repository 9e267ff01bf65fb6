// A page that keeps the texts which are painted on it: their ink from the baseline to the height of
// a capital, from the first letter to the last.
#pragma once

#include <QFont>
#include <QFontMetricsF>
#include <QPaintDevice>
#include <QPaintEngine>
#include <QRectF>
#include <QTransform>

#include <cmath>
#include <utility>
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
        texts_.push_back(
            {transform_.mapRect(ink), trimmed,
             // Of the height of its letters, also where they stand on their side.
             pixelSizeOf(item.font()) * std::hypot(transform_.m21(), transform_.m22())});
    }

    std::vector<RecordedText> take() { return std::move(texts_); }

private:
    double pixelSizeOf(const QFont& font) const
    {
        return font.pixelSize() > 0 ? font.pixelSize()
                                    : font.pointSizeF() * paintDevice()->logicalDpiY() / 72.0;
    }

    QTransform transform_;
    std::vector<RecordedText> texts_;
};

class RecordingPage : public QPaintDevice
{
public:
    explicit RecordingPage(QSize size, int dpi = 72) : size_(size), dpi_(dpi) {}

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
            return dpi_;
        case PdmDepth:
            return 32;
        case PdmNumColors:
            return 0;
        case PdmDevicePixelRatio:
            return 1;
        case PdmDevicePixelRatioScaled:
            return static_cast<int>(devicePixelRatioFScale());
        default:
            return QPaintDevice::metric(what);
        }
    }

private:
    QSize size_;
    int dpi_; // at which fonts in points are taken
    mutable RecordingEngine engine_;
};

} // namespace logitscope
