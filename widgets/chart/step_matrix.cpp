#include "widgets/chart/step_matrix.h"

#include "widgets/chart/chart_row_painter.h"
#include "widgets/chart/chart_rows.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

// In em.
constexpr double rankRight = 1.95;
constexpr double tokenLeft = 2.2;
constexpr double longestToken = 9.0;
constexpr double percentageWidth = 3.4;
constexpr double roomyLine = 1.3; // a row's height
constexpr double tightLine = 0.85;
constexpr double longestName = 8.0;
constexpr double withNumber = 4.0; // a column that has room for a percentage
constexpr double aroundKept = 0.5;
constexpr double scaleMark = 3.5; // a shade, its percentage, and what is between it and the next
constexpr double lastScaleMark = 2.8;
constexpr double scaleLine = 1.15;

constexpr int fewestRows = 3; // of the most likely tokens
constexpr int mostRows = 40;
constexpr int usualRows = 12;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::StepMatrix)
};

QString scaleText(double probability)
{
    return QStringLiteral("%1%").arg(std::lround(probability * 100.0));
}

double keptOpacity(double probability)
{
    return 0.9 * std::sqrt(probability);
}

// Relative luminance, of WCAG 2.
double luminance(const QColor& colour)
{
    const auto linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

double contrast(const QColor& one, const QColor& other)
{
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

void paintKeptBox(QPainter& painter, const Theme& theme, const QRectF& box, double probability,
                  double outline)
{
    QColor fill = theme.samplingBar;
    fill.setAlphaF(static_cast<float>(keptOpacity(probability)));
    QColor edge = theme.samplingBar;
    edge.setAlphaF(0.5f);
    painter.setPen(QPen(edge, outline));
    painter.setBrush(fill);
    painter.drawRect(box.adjusted(outline / 2, outline / 2, -outline / 2, -outline / 2));
}

void paintRemovedDash(QPainter& painter, const Theme& theme, const QRectF& box, double pen)
{
    painter.setPen(QPen(theme.mutedText, pen));
    const QPointF half(std::min(box.width(), box.height()) * 0.2, 0.0);
    painter.drawLine(box.center() - half, box.center() + half);
}

void paintSampledDiamond(QPainter& painter, const Theme& theme, QPointF centre, double size)
{
    painter.setPen(QPen(theme.surface, 1.0));
    painter.setBrush(theme.chosen);
    painter.drawPolygon(QPolygonF{centre - QPointF(0.0, size), centre + QPointF(size, 0.0),
                                  centre + QPointF(0.0, size), centre - QPointF(size, 0.0)});
}

// The baseline of text whose capitals have their middle here.
double baselineAt(const QPainter& painter, double middle)
{
    return middle + QFontMetricsF(painter.font()).capHeight() / 2.0;
}

} // namespace

QColor keptColour(const Theme& theme, double probability)
{
    return mix(theme.surface, theme.samplingBar, keptOpacity(probability));
}

// On any ground black or white has a contrast of more than 4.5 to 1, which WCAG 2 asks for.
QColor readableOn(const QColor& ground, const Theme& theme)
{
    constexpr double enough = 4.5;
    for (const auto& colour : {theme.text, theme.onAccent})
        if (contrast(colour, ground) >= enough)
            return colour;
    return contrast(Qt::black, ground) >= enough ? Qt::black : Qt::white;
}

StepMatrix::StepMatrix(const StepUnderAll& step, const Style& style, const Theme& theme,
                       double width, double height)
    : style_(style)
    , theme_(theme)
    , em_(style.em)
    , vocabulary_(step.distribution.size())
{
    const QFontMetricsF metrics(style.names);
    const auto kept = step.keptTexts();
    double longest = 0.0;
    double widestKept = 0.0;
    for (const auto& column : step.columns) {
        const auto& text = kept[static_cast<int>(columns_.size())];
        columns_.push_back({column.name,
                            column.selected,
                            text,
                            {column.shaped.info.kept, step.choice(columns_.size())}});
        longest = std::max(longest, metrics.horizontalAdvance(column.name));
        widestKept = std::max(widestKept, metrics.horizontalAdvance(text));
    }
    const double highest = height > 0.0 ? std::max(em_ * 7.0, height * 0.3) : em_ * longestName;
    names_ = std::min({longest, em_ * longestName, highest}) + em_ * 0.5;
    top_ = names_ + em_ * 0.3;
    const auto count = static_cast<double>(std::max<std::size_t>(columns_.size(), 1));
    columnWidth_ = std::min(em_ * style.widestColumn, std::max(width * style.columnsShare / count,
                                                               em_ * style.narrowestColumn));
    keptUpwards_ = widestKept + 2.0 > columnWidth_;
    keptHeight_ = (keptUpwards_ ? widestKept : metrics.height()) + em_ * aroundKept;

    const double room = height - top_ - keptHeight_;
    const int most =
        height > 0.0 ? std::clamp(static_cast<int>(room / (em_ * roomyLine)), fewestRows, mostRows)
                     : usualRows;
    for (auto& token : step.rows(height > 0.0 ? fewestRows : usualRows, most)) {
        auto& row = rows_.emplace_back(Row{std::move(token), {}, {}});
        for (std::size_t column = 0; column < step.columns.size(); ++column) {
            row.probabilities.push_back(step.probability(column, row.token.rank));
            row.isKept.push_back(step.verdict(column, row.token.rank).isKept());
        }
    }
    const auto rows = static_cast<double>(std::max<std::size_t>(rows_.size(), 1));
    line_ = em_ * (height > 0.0 ? std::clamp(room / rows / em_, tightLine, roomyLine) : roomyLine);
    bottom_ = top_ + line_ * static_cast<double>(rows_.size());
    place(width);
}

// The bars give way to the words, then the percentages to the columns.
void StepMatrix::place(double width)
{
    columnsLeft_ = width - columnWidth_ * static_cast<double>(columns_.size());
    percentage_ = columnsLeft_ - em_ * 0.6;
    const QFontMetricsF metrics(style_.tokens);
    double longest = em_ * 2.0;
    for (const auto& row : rows_)
        longest = std::max(longest, metrics.horizontalAdvance(row.token.label));
    const double room = percentage_ - em_ * tokenLeft;
    hasPercentages_ = room >= em_ * (percentageWidth + 3.0);
    const double numbers = hasPercentages_ ? em_ * percentageWidth : 0.0;
    const double token = std::min({longest, em_ * longestToken, room - numbers - em_ * 0.3});
    bar_ = em_ * (tokenLeft + 0.3) + token;
    barWidth_ = percentage_ - numbers - bar_;
}

QRectF StepMatrix::cell(std::size_t column, std::size_t row) const
{
    const double gap = std::min(columnWidth_ * 0.12, em_ * 0.1);
    const double between = em_ * 0.1;
    return {columnsLeft_ + columnWidth_ * static_cast<double>(column) + gap,
            top_ + line_ * static_cast<double>(row) + between, columnWidth_ - 2.0 * gap,
            line_ - 2.0 * between};
}

std::optional<std::size_t> StepMatrix::columnAt(double x) const
{
    const auto column = static_cast<std::size_t>(std::max(0.0, (x - columnsLeft_) / columnWidth_));
    return x < columnsLeft_ || column >= columns_.size() ? std::nullopt : std::optional(column);
}

std::optional<std::size_t> StepMatrix::rowAt(double y) const
{
    if (y < top_ || y >= bottom_)
        return std::nullopt;
    return static_cast<std::size_t>((y - top_) / line_);
}

double StepMatrix::middleOf(std::size_t column) const
{
    return columnsLeft_ + columnWidth_ * (static_cast<double>(column) + 0.5);
}

void StepMatrix::paint(QPainter& painter, QPointF topLeft) const
{
    painter.save();
    painter.translate(topLeft);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        paintName(painter, column);
        for (std::size_t row = 0; row < rows_.size(); ++row)
            paintCell(painter, column, row);
    }
    for (std::size_t row = 0; row < rows_.size(); ++row)
        paintRow(painter, row);
    paintKept(painter);
    if (columnWidth_ < em_ * withNumber)
        paintScale(painter);
    painter.restore();
}

void StepMatrix::paintName(QPainter& painter, std::size_t column) const
{
    painter.save();
    QFont font = style_.names;
    if (columns_[column].selected)
        font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(theme_.text);
    painter.translate(baselineAt(painter, middleOf(column)), names_);
    painter.rotate(-90.0);
    painter.drawText(QPointF(),
                     QFontMetricsF(font).elidedText(columns_[column].name, Qt::ElideRight, names_));
    painter.restore();
}

void StepMatrix::paintRow(QPainter& painter, std::size_t index) const
{
    const auto& [rank, label, probability] = rows_[index].token;
    const double y = top_ + line_ * static_cast<double>(index);
    const double middle = y + line_ / 2.0;
    if (index > 0 && rank > rows_[index - 1].token.rank + 1) { // ranks are left out above
        painter.setPen(QPen(theme_.mutedText, style_.pen, Qt::DotLine));
        painter.drawLine(QPointF(0.0, y), QPointF(percentage_, y));
    }

    painter.setFont(style_.numbers);
    painter.setPen(theme_.mutedText);
    auto number = QStringLiteral("…"); // where none of these has room
    for (const auto& text :
         {QString::number(rank + 1), QLocale(QLocale::English).toString(rank + 1)})
        if (QFontMetricsF(style_.numbers).horizontalAdvance(text) <= em_ * rankRight)
            number = text;
    const double baseline = baselineAt(painter, middle);
    paintEndingAt(painter, {em_ * rankRight, baseline}, number);
    if (hasPercentages_)
        paintEndingAt(painter, {percentage_, baseline}, percentOf(probability));
    painter.setFont(style_.tokens);
    painter.setPen(theme_.text);
    painter.drawText(QPointF(em_ * tokenLeft, baselineAt(painter, middle)),
                     QFontMetricsF(style_.tokens)
                         .elidedText(label, Qt::ElideRight, bar_ - em_ * (tokenLeft + 0.2)));
    if (!hasBars())
        return;
    const double length =
        barWidth_ * probability / std::max(rows_.front().token.probability, 1e-300);
    painter.fillRect(QRectF(bar_, y + line_ * 0.22, length, line_ * 0.56), theme_.modelBar);
}

void StepMatrix::paintCell(QPainter& painter, std::size_t column, std::size_t row) const
{
    const auto box = cell(column, row);
    const int rank = rows_[row].token.rank;
    const auto& [kept, choice] = columns_[column].mark;
    const bool isKept = rows_[row].isKept[column];
    const double probability = rows_[row].probabilities[column];
    const bool numbered = columnWidth_ >= em_ * withNumber;
    if (isKept)
        paintKeptBox(painter, theme_, box, probability, style_.pen);
    else
        paintRemovedDash(painter, theme_, box, em_ / 16.0);
    if (rank == choice) {
        const double size = std::min(box.width(), box.height()) * 0.48;
        const QPointF left(box.left() + size + em_ * 0.2, box.center().y());
        paintSampledDiamond(painter, theme_, numbered ? left : box.center(), size);
    }
    if (isKept && numbered) {
        painter.setFont(style_.numbers);
        painter.setPen(readableOn(keptColour(theme_, probability), theme_));
        paintEndingAt(painter, {box.right() - em_ * 0.2, baselineAt(painter, box.center().y())},
                      percentOf(probability));
    }
    const bool isLast = row + 1 == rows_.size();
    const bool cutHere = isKept && kept < vocabulary_ && (isLast || !rows_[row + 1].isKept[column]);
    if (cutHere && (!isLast || rank + 1 == kept))
        painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), style_.pen * 3.0),
                         theme_.samplingBar);
}

void StepMatrix::paintKept(QPainter& painter) const
{
    painter.setFont(style_.names);
    painter.setPen(theme_.mutedText);
    const QFontMetricsF metrics(style_.names);
    const double middle = bottom_ + (keptHeight_ + em_ * aroundKept / 2.0) / 2.0;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        const auto& text = columns_[column].kept;
        painter.save();
        painter.translate(middleOf(column), middle);
        painter.rotate(keptUpwards_ ? -90.0 : 0.0);
        painter.drawText(QPointF(-metrics.horizontalAdvance(text) / 2.0, baselineAt(painter, 0.0)),
                         text);
        painter.restore();
    }
    const auto label = Words::tr("Candidates kept");
    if (metrics.horizontalAdvance(label) <= percentage_)
        paintEndingAt(painter, {percentage_, baselineAt(painter, middle)}, label);
}

// Beside the names: in a line, or one below the other.
void StepMatrix::paintScale(QPainter& painter) const
{
    const QFontMetricsF metrics(style_.names);
    const double width = columnsLeft_ - em_ * 0.6;
    const double inLineMarks = (width - em_ * lastScaleMark) / (em_ * scaleMark) + 1.0;
    const auto marks =
        inLineMarks >= 4.0 ? std::vector{1.0, 0.5, 0.1, 0.01} : std::vector{1.0, 0.1, 0.01};
    const bool inLine = inLineMarks >= 3.0;
    const double lines = 1.0 + (inLine ? 1.0 : static_cast<double>(marks.size()));
    QPointF at(em_ * 0.3, std::max(0.0, names_ - lines * em_ * scaleLine) + em_ * scaleLine / 2.0);
    painter.setFont(style_.names);
    painter.setPen(theme_.mutedText);
    painter.drawText(QPointF(at.x(), baselineAt(painter, at.y())),
                     metrics.elidedText(Words::tr("Sampling probability"), Qt::ElideRight, width));
    at.ry() += em_ * scaleLine;
    for (const double mark : marks) {
        const QRectF box(at.x(), at.y() - em_ * 0.36, em_ * 0.9, em_ * 0.72);
        paintKeptBox(painter, theme_, box, mark, style_.pen);
        painter.setPen(theme_.mutedText);
        painter.drawText(QPointF(box.right() + em_ * 0.25, baselineAt(painter, at.y())),
                         scaleText(mark));
        at += inLine ? QPointF(em_ * scaleMark, 0.0) : QPointF(0.0, em_ * scaleLine);
    }
}

} // namespace logitscope
