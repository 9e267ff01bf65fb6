#include "widgets/chart/random_number_strip.h"

#include "core/sampling/percent.h"
#include "widgets/chart/random_number_mark.h"
#include "widgets/control/tool_tip.h"
#include "widgets/text/token_font.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

// Narrower segments have no room for a label at any width of the window.
constexpr double smallestLabelled = 0.005;

QFont small(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

QString asPercent(double probability)
{
    return QString::fromStdString(formatPercent(probability));
}

QString fourDecimals(double u)
{
    // 0.99996 must not be shown as 1, which u never is.
    return QString::number(std::floor(u * 1e4) / 1e4, 'f', 4);
}

} // namespace

RandomNumberStrip::RandomNumberStrip(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Random number u"));
    clear();
}

void RandomNumberStrip::setStep(const Shaped& shaped, const std::function<QString(int rank)>& label,
                                std::optional<double> u, std::optional<int> chosenRank)
{
    ends_ = shaped.intervalEnds();
    labels_.clear();
    for (int rank = 0; shaped.probability(rank) >= smallestLabelled; ++rank)
        labels_.push_back(label(rank));
    u_ = u;
    chosenRank_ = chosenRank;
    rankAtU_ = u ? std::optional(shaped.draw(*u)) : std::nullopt;
    chosenLabel_ = chosenRank ? label(*chosenRank) : QString();
    labelAtU_ = rankAtU_ ? label(*rankAtU_) : QString();
    setAccessibleDescription(sentence());
    update();
}

void RandomNumberStrip::clear()
{
    ends_.clear();
    labels_.clear();
    u_.reset();
    chosenRank_.reset();
    rankAtU_.reset();
    setAccessibleDescription(sentence());
    update();
}

QRectF RandomNumberStrip::strip() const
{
    const double em = fontMetrics().height();
    const double side = std::round(em * 0.5);
    return {side, std::round(em * 1.5), std::max(width() - 2 * side, 1.0), std::round(em * 1.5)};
}

std::vector<RandomNumberStrip::Segment> RandomNumberStrip::segments() const
{
    const QRectF area = strip();
    const auto isSpecial = [this](int rank) { return rank == chosenRank_ || rank == rankAtU_; };
    std::vector<Segment> segments;
    bool open = false; // the last segment is less than a pixel wide and takes in what follows
    double begin = 0.0;
    for (int rank = 0; rank < static_cast<int>(ends_.size()); ++rank) {
        const double end = ends_[static_cast<std::size_t>(rank)];
        const double right = area.left() + end * area.width();
        const double left = area.left() + begin * area.width();
        const bool alone = isSpecial(rank);
        if (open && !alone && right - segments.back().rect.left() <= 1.0) {
            segments.back().rect.setRight(right);
            segments.back().lastRank = rank;
        } else if (end > begin || alone) {
            segments.push_back({rank, rank, {left, area.top(), right - left, area.height()}});
            open = !alone && right - left < 1.0;
        }
        begin = end;
    }
    return segments;
}

std::optional<double> RandomNumberStrip::markerX() const
{
    return u_ ? std::optional(strip().left() + *u_ * strip().width()) : std::nullopt;
}

double RandomNumberStrip::partAtU() const
{
    if (!rankAtU_)
        return 0.0;
    const auto rank = static_cast<std::size_t>(*rankAtU_);
    return (ends_[rank] - (rank == 0 ? 0.0 : ends_[rank - 1])) * strip().width();
}

std::optional<int> RandomNumberStrip::rankAt(double x) const
{
    const double u = (x - strip().left()) / strip().width();
    if (ends_.empty() || u < 0.0 || u >= 1.0)
        return std::nullopt;
    return static_cast<int>(std::ranges::upper_bound(ends_, u) - ends_.begin());
}

QSize RandomNumberStrip::sizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 24, static_cast<int>(std::round(em * 4.1))};
}

QSize RandomNumberStrip::minimumSizeHint() const
{
    return {fontMetrics().height() * 8, sizeHint().height()};
}

QString RandomNumberStrip::labelOf(int rank) const
{
    const auto index = static_cast<std::size_t>(rank);
    if (index < labels_.size())
        return labels_[index];
    return rank == chosenRank_ ? chosenLabel_ : rank == rankAtU_ ? labelAtU_ : QString();
}

QString RandomNumberStrip::sentence() const
{
    if (ends_.empty())
        return tr("Each token has a part of the line from 0 to 1, as long as its sampling "
                  "probability. The token in whose part the random number u lies is sampled.");
    if (!u_ || !rankAtU_)
        return tr("Each token has a part of the line from 0 to 1, as long as its sampling "
                  "probability. There is no random number u for this step yet.");
    if (rankAtU_ == chosenRank_ || !chosenRank_)
        return tr("The random number u = %1 lies in the part of %2, so %2 was sampled.")
            .arg(fourDecimals(*u_), labelAtU_);
    return tr("At the random number u = %1, %2 was sampled; with the settings shown now, the same "
              "u "
              "gives %3.")
        .arg(fourDecimals(*u_), chosenLabel_, labelAtU_);
}

QString RandomNumberStrip::toolTipAt(QPointF position) const
{
    QString text = sentence();
    const std::optional<int> rank =
        strip().contains(position) ? rankAt(position.x()) : std::nullopt;
    if (!rank)
        return text;
    const auto index = static_cast<std::size_t>(*rank);
    const double begin = index == 0 ? 0.0 : ends_[index - 1];
    const QString label = labelOf(*rank);
    const QString rankText = tr("rank %1").arg(QLocale(QLocale::English).toString(*rank + 1));
    const QString name = label.isEmpty() ? rankText : label + QStringLiteral(" · ") + rankText;
    return tr("%1 · sampling probability %2 · u from %3 to %4\n%5")
        .arg(name, asPercent(ends_[index] - begin), QString::number(begin, 'f', 4),
             QString::number(ends_[index], 'f', 4), text);
}

bool RandomNumberStrip::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(),
                           wrappedToolTip(toolTipAt(help->pos()), QToolTip::font()), this);
        return true;
    }
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    return QWidget::event(event);
}

void RandomNumberStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme& theme = themeOf(palette());
    const QRectF area = strip();
    if (ends_.empty()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.border, 1.0));
        painter.setBrush(theme.surface);
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
    }
    paintSegments(painter);
    paintAxis(painter);
    paintMarker(painter);
}

// The wider part of a segment that the needle stands in: where its label can be read.
QRectF RandomNumberStrip::besideNeedle(QRectF rect) const
{
    const double margin = fontMetrics().height() * 0.15;
    const std::optional<double> x = markerX();
    if (!x || *x + margin < rect.left() || *x - margin > rect.right())
        return rect;
    if (*x > rect.center().x())
        rect.setRight(*x - margin);
    else
        rect.setLeft(*x + margin);
    return rect;
}

void RandomNumberStrip::paintSegments(QPainter& painter) const
{
    const Theme& theme = themeOf(palette());
    const double em = fontMetrics().height();
    const QColor tints[] = {theme.samplingBar,
                            mix(theme.samplingBar, theme.surface, theme.dark ? 0.28 : 0.15)};
    const QColor merged = mix(theme.samplingBar, theme.surface, 0.5);
    painter.setFont(tokenFont(font(), 0.88));
    const QFontMetricsF metrics(painter.font());
    const std::vector<Segment> all = segments();
    for (const Segment& segment : all) {
        const bool chosen = segment.firstRank == chosenRank_;
        const QRectF& rect = segment.rect;
        painter.fillRect(rect, chosen ? theme.chosen
                               : segment.firstRank != segment.lastRank
                                   ? merged
                                   : tints[segment.firstRank % 2]);
        if (rect.width() > em * 0.3)
            painter.fillRect(QRectF(rect.right() - 1.0, rect.top(), 1.0, rect.height()),
                             theme.surface);

        const QString label = labelOf(segment.firstRank);
        const QRectF room = besideNeedle(rect);
        if (segment.firstRank != segment.lastRank || label.isEmpty() ||
            metrics.horizontalAdvance(label) > room.width() - em * 0.4)
            continue;
        painter.setPen(chosen && !theme.dark ? theme.text : theme.onAccent);
        painter.drawText(room, Qt::AlignCenter, label);
    }
    // The sampled token and the one at u stay visible however narrow they are.
    for (const Segment& segment : all) {
        if (segment.firstRank == chosenRank_ && segment.rect.width() < em * 0.2) {
            QRectF rect = segment.rect;
            rect.setWidth(em * 0.2);
            painter.fillRect(rect, theme.chosen);
        }
        if (segment.firstRank == rankAtU_ && rankAtU_ != chosenRank_) {
            const double pen = std::max(std::round(em * 0.12), 1.0);
            QRectF rect = segment.rect;
            rect.setWidth(std::max(rect.width(), 2 * pen));
            painter.setPen(QPen(theme.text, pen, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(rect.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2));
        }
    }
}

void RandomNumberStrip::paintAxis(QPainter& painter) const
{
    const Theme& theme = themeOf(palette());
    const double em = fontMetrics().height();
    const QRectF area = strip();
    painter.setFont(small(font()));
    painter.setPen(theme.mutedText);
    for (const double u : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        const double x = area.left() + u * area.width();
        painter.fillRect(QRectF(std::round(x - 0.5), area.bottom(), 1.0, std::round(em * 0.2)),
                         theme.mutedText);
        painter.drawText(QRectF(x - em * 2, area.bottom() + em * 0.2, em * 4, em),
                         Qt::AlignHCenter | Qt::AlignTop, QString::number(u));
    }
}

void RandomNumberStrip::paintMarker(QPainter& painter) const
{
    if (!u_)
        return;
    const Theme& theme = themeOf(palette());
    const double em = fontMetrics().height();
    const QRectF area = strip();
    const double x = *markerX();
    // It would hide a narrow part, which is the thing to see.
    const bool narrow = partAtU() < em;
    paintRandomNumberMark(painter, theme, {x, area.top()}, em * 0.75,
                          narrow ? area.height() * 0.3 : area.height());

    const bool other = chosenRank_ && rankAtU_ && rankAtU_ != chosenRank_;
    QString text = other ? tr("u = %1 · now %2").arg(fourDecimals(*u_), labelAtU_)
                         : tr("u = %1").arg(fourDecimals(*u_));
    painter.setFont(small(font()));
    const QFontMetricsF metrics(painter.font());
    text = metrics.elidedText(text, Qt::ElideRight, width() * 0.8);
    const double textWidth = metrics.horizontalAdvance(text);
    const bool atRight = x + em * 0.6 + textWidth <= width();
    const double left = atRight ? x + em * 0.6 : x - em * 0.6 - textWidth;
    painter.setPen(theme.text);
    painter.drawText(QRectF(left, area.top() - em * 1.25, textWidth + 1.0, em * 1.2),
                     Qt::AlignLeft | Qt::AlignVCenter, text);
}

} // namespace logitscope
