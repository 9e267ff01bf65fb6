#include "widgets/chart/entropy_curves.h"

#include "core/run/statistics_texts.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

QString axisNumber(double number)
{
    return QLocale(QLocale::English).toString(number);
}

void paintDot(QPainter& painter, QPointF centre, double size, const QColor& fill, const QPen& pen)
{
    painter.setBrush(fill);
    painter.setPen(pen);
    painter.drawEllipse(centre, size / 2, size / 2);
}

// That can be drawn: an entropy without an upper bound goes on beyond the axis.
double highestOf(const Bounded& entropy)
{
    return std::isinf(entropy.high) ? entropy.low : entropy.high;
}

// Where labels of so many have room.
int labelPitch(int last, double fitting)
{
    for (int decade = 1;; decade *= 10)
        for (const int step : {1, 2, 5})
            if (step * decade > 1 && last <= fitting * step * decade)
                return step * decade;
}

} // namespace

EntropyRun::EntropyRun(const Branch& row)
{
    for (const auto& node : pathTo(row.leaf))
        append(node->step.info);
}

void EntropyRun::append(const SamplingInfo& info)
{
    const auto& most = info.most;
    model.push_back({info.modelEntropy, most ? most->modelEntropy : info.modelEntropy});
    sampling.push_back({info.samplingEntropy, most ? most->samplingEntropy : info.samplingEntropy});
}

double EntropyRun::highest() const
{
    double highest = 0.0;
    for (const auto* entropies : {&model, &sampling})
        for (const auto& entropy : *entropies)
            highest = std::max(highest, highestOf(entropy));
    return highest;
}

QString bitsText(const Bounded& entropy)
{
    return QString::fromStdString(
        withUnit(boundedText(entropy, twoDecimals), EntropyCurves::tr("bits").toStdString()));
}

QString stepText(const EntropyRun& run, int step)
{
    const auto bits = [step](const std::vector<Bounded>& all) {
        return bitsText(all[static_cast<std::size_t>(step)]);
    };
    return EntropyCurves::tr("step %1 of %2: model entropy %3, sampling entropy %4")
        .arg(step + 1)
        .arg(run.size())
        .arg(bits(run.model), bits(run.sampling));
}

void EntropyScale::include(double entropy)
{
    const double unit = entropy > 8.0 ? 4.0 : 2.0;
    bits = std::max(bits, std::ceil(entropy / unit) * unit);
}

void EntropyScale::include(const Bounded& entropy)
{
    include(highestOf(entropy));
}

void EntropyScale::include(const EntropyRun& run)
{
    steps = std::max(steps, run.size());
    include(run.highest());
}

EntropyCurves::EntropyCurves(const QRectF& area, const EntropyScale& scale,
                             const EntropyStyle& style)
    : scale_(scale)
    , style_(style)
    , axes_(area)
{
    using enum EntropyStyle::Labels;
    if (style.labels != None) {
        const double left = width(style.labels == Ends ? tr("%1 bits").arg(16) : axisNumber(16.0));
        const double below = QFontMetricsF(style.font).capHeight() + 1.0;
        axes_.adjust(std::ceil(left + gap()), 0.0, 0.0, -std::ceil(below + gap()));
    }
    plot_ = axes_.adjusted(style.inset, style.inset, -style.inset, -style.inset);
}

double EntropyCurves::width(const QString& label) const
{
    return QFontMetricsF(style_.font).horizontalAdvance(label);
}

double EntropyCurves::x(int step) const
{
    const int last = scale_.steps - 1;
    return last < 1 ? plot_.left() : plot_.left() + plot_.width() * step / last;
}

double EntropyCurves::y(double bits) const
{
    return plot_.bottom() - plot_.height() * std::min(bits / scale_.bits, 1.0);
}

int EntropyCurves::nearest(double x, int count) const
{
    const double step =
        (x - plot_.left()) / std::max(plot_.width(), 1.0) * std::max(scale_.steps - 1, 1);
    return static_cast<int>(std::clamp(std::round(step), 0.0, count - 1.0));
}

// Of the lower bounds.
QPolygonF EntropyCurves::curve(std::span<const Bounded> bits) const
{
    QPolygonF points;
    for (const auto& entropy : bits)
        points << QPointF(x(static_cast<int>(points.size())), y(entropy.low));
    return points;
}

void EntropyCurves::paint(QPainter& painter, const Theme& theme, std::span<const EntropyRun> runs,
                          std::optional<int> selected, std::optional<Bounded> present) const
{
    paintRuns(painter, theme, runs);
    if (selected && *selected < runs.front().size())
        paintStep(painter, theme, runs.front(), *selected, present);
}

void EntropyCurves::paintRuns(QPainter& painter, const Theme& theme,
                              std::span<const EntropyRun> runs) const
{
    using enum EntropyStyle::Labels;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, onPaper());
    if (style_.labels == None)
        painter.fillRect(QRectF(axes_.left(), y(0.0), axes_.width(), 1.0), theme.border);
    else
        paintAxes(painter, theme);
    painter.setRenderHint(QPainter::Antialiasing);
    if (style_.labels != Ticks && runs.front().size() > 0) {
        QPolygonF area = curve(runs.front().sampling);
        area << QPointF(area.last().x(), y(0.0)) << QPointF(area.first().x(), y(0.0));
        QColor fill = theme.samplingBar;
        fill.setAlphaF(0.2f);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawPolygon(area);
    }
    if (runs.size() == 1)
        paintCurve(painter, runs.front().model, theme.mutedText, style_.pen * 0.5);
    // Thinner where steps crowd, or the line of what is drawn from would be all that one sees.
    const double crowded = plot_.width() / scale_.steps * 0.5;
    const double pen = std::clamp(crowded, style_.pen * 0.55, style_.pen);
    for (const EntropyRun& run : runs)
        paintCurve(painter, run.sampling, theme.samplingBar, runs.size() > 1 ? pen * 0.8 : pen);
    painter.restore();
}

void EntropyCurves::paintStep(QPainter& painter, const Theme& theme, const EntropyRun& run,
                              int step, std::optional<Bounded> present) const
{
    using enum EntropyStyle::Labels;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = x(step);
    const double left = middle - style_.line / 2;
    painter.fillRect(
        QRectF(onPaper() ? left : std::round(left), axes_.top(), style_.line, axes_.height()),
        theme.chosen);
    // At both bounds, where it isn't known exactly.
    const auto dot = [&](const Bounded& bits, double size, const QColor& colour,
                         const QPen& outline) {
        for (const double bound : {bits.low, bits.high})
            if (!std::isinf(bound))
                paintDot(painter, {middle, y(bound)}, style_.em * size, colour, outline);
    };
    const auto index = static_cast<std::size_t>(step);
    const QPen around(theme.surface, style_.em * 0.09);
    if (style_.labels == Ticks) {
        dot(run.model[index], 0.5, theme.mutedText, around);
        dot(run.sampling[index], 0.5, theme.samplingBar, around);
    }
    if (present)
        dot(*present, 0.6, theme.surface, QPen(theme.samplingBar, style_.em * 0.12));
    painter.restore();
}

void EntropyCurves::paintAxes(QPainter& painter, const Theme& theme) const
{
    const double hairline = onPaper() ? 0.5 : 1.0;
    const double capHeight = QFontMetricsF(style_.font).capHeight();
    const double aside = onPaper() ? 0.0 : style_.em * 0.6; // how far labels may stand out
    painter.setFont(style_.font);
    const int lines = onPaper() || axes_.height() < style_.em * 5.0 ? 2 : 4;
    for (int line = 0; line <= lines; ++line) {
        const double bits = scale_.bits * line / lines;
        painter.setPen(QPen(theme.border, hairline));
        painter.drawLine(QPointF(axes_.left(), y(bits)), QPointF(axes_.right(), y(bits)));
        if (onPaper() && line == 1)
            continue;
        const bool unit = onPaper() && line == lines;
        const QString label = unit ? tr("%1 bits").arg(axisNumber(bits)) : axisNumber(bits);
        const double baseline =
            std::min(axes_.bottom() + aside,
                     std::max(y(bits) + capHeight / 2, axes_.top() - aside + capHeight));
        painter.setPen(theme.mutedText);
        painter.drawText(QPointF(axes_.left() - gap() - width(label), baseline), label);
    }

    painter.setPen(QPen(theme.mutedText, hairline));
    painter.drawLine(axes_.bottomLeft(), axes_.bottomRight());
    const double room = width(axisNumber(scale_.steps)) + style_.em * 1.5;
    const int pitch = onPaper() ? std::max(scale_.steps, 2)
                                : labelPitch(scale_.steps, std::max(plot_.width() / room, 1.0));
    // Steps are counted from 1, and the first has a label.
    for (int step = 1; step <= scale_.steps; step += step == 1 ? pitch - 1 : pitch) {
        const QString label = onPaper() && step == 1 ? tr("step 1") : axisNumber(step);
        const double centred = x(step - 1) - width(label) / 2;
        const double left =
            std::max(axes_.left() - aside, std::min(centred, axes_.right() + aside - width(label)));
        painter.drawText(QPointF(left, axes_.bottom() + gap() + capHeight), label);
    }
}

// A line through what is known exactly, with an upright bar for each step of which bounds are.
void EntropyCurves::paintCurve(QPainter& painter, std::span<const Bounded> bits,
                               const QColor& colour, double pen) const
{
    const auto points = curve(bits);
    const auto isExact = [&](qsizetype step) {
        return bits[static_cast<std::size_t>(step)].exact();
    };
    for (qsizetype begin = 0; begin < points.size();) {
        auto end = begin + 1;
        if (isExact(begin)) {
            while (end < points.size() && isExact(end))
                ++end;
            paintLine(painter, points.sliced(begin, end - begin), colour, pen);
        } else {
            painter.setPen(QPen(colour, pen, Qt::SolidLine, Qt::FlatCap));
            painter.drawLine(points[begin],
                             {points[begin].x(), y(bits[static_cast<std::size_t>(begin)].high)});
        }
        begin = end;
    }
}

void EntropyCurves::paintLine(QPainter& painter, const QPolygonF& points, const QColor& colour,
                              double pen) const
{
    if (points.size() == 1)
        return paintDot(painter, points.first(), pen * 3.0, colour, Qt::NoPen);
    painter.setPen(QPen(colour, pen, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    // Qt takes fifteen times as long for a thousand steps in one piece, which they are on paper.
    const qsizetype piece = onPaper() ? points.size() : 16;
    for (qsizetype i = 0; i + 1 < points.size(); i += piece)
        painter.drawPolyline(points.constData() + i,
                             static_cast<int>(std::min(piece + 1, points.size() - i)));
}

} // namespace logitscope
