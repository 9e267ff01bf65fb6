#include "widgets/chart/cutoff_chart.h"

#include "core/sampling/percent.h"
#include "core/text/token_label.h"
#include "widgets/control/tool_tip.h"
#include "widgets/text/token_font.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr int fewestRows = 3; // of the most likely tokens
constexpr int mostRows = 40;
constexpr double scaleMarkWidth = 3.2; // in lines of text
constexpr double roomyLine = 1.3;      // a row's height
constexpr double tightLine = 0.85;
constexpr double textLine = 1.2;
constexpr double aroundKept = 0.5;

QString percent(double probability)
{
    return QString::fromStdString(formatPercent(probability));
}

QFont smaller(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

QString scaleText(double probability)
{
    return QStringLiteral("%1%").arg(std::lround(probability * 100.0));
}

} // namespace

// From left to right: rank, token, bar with its percentage, columns. Above the columns their names,
// upwards, and beside these what the shades mean; below the columns how many tokens each keeps.
struct CutoffChart::Places
{
    double line;       // a row's height
    double textLine;   // its height
    KeptFoot kept;     // below the rows
    double top;        // of the first row
    double bottom;     // of the last one
    double token;      // left edge
    double bar;        // left edge
    double barWidth;   // of the most likely token
    double percentage; // right edge
    double columns;    // left edge of the first
    double column;     // width
    double names;      // height
    double room;       // for the rows
};

CutoffChart::CutoffChart(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("One step under all strategies"));
    clear({});
}

void CutoffChart::setStep(const StepUnderAll& step)
{
    step_ = step;
    marks_.clear();
    for (const auto& column : step_->columns)
        marks_.push_back({column.shaped.info.kept, column.shaped.draw(column.u)});
    chooseRows();
    update();
}

void CutoffChart::clear(const QString& why)
{
    step_.reset();
    marks_.clear();
    rows_.clear();
    sentence_ = why;
    update();
}

std::vector<int> CutoffChart::ranks() const
{
    std::vector<int> ranks;
    for (const auto& row : rows_)
        ranks.push_back(row.rank);
    return ranks;
}

// As many as there is room for.
void CutoffChart::chooseRows()
{
    rows_.clear();
    if (!step_)
        return;
    const auto at = places();
    const int most = std::clamp(static_cast<int>(at.room / at.line), fewestRows, mostRows);
    rows_ = step_->rows(fewestRows, most);
}

CutoffChart::Places CutoffChart::places() const
{
    const double em = fontMetrics().height();
    const QFontMetricsF names(smaller(font()));
    double longest = 0.0;
    const auto columns = columnCount();
    for (std::size_t column = 0; column < columns; ++column)
        longest = std::max(longest, names.horizontalAdvance(step_->columns[column].name));
    Places at{};
    at.names = std::min({longest, em * 8.0, std::max(em * 7.0, height() * 0.3)}) + em * 0.5;
    at.top = at.names + em * 0.3;
    const auto count = static_cast<double>(std::max<std::size_t>(columns, 1));
    at.column = std::clamp(width() * 0.4 / count, em * 1.0, em * 2.2);
    at.columns = width() - at.column * count - em * 0.3;
    at.token = em * 2.2;
    at.percentage = at.columns - em * 0.6;
    // The bars give way to the words, down to a few pixels.
    const QFontMetricsF tokens(tokenFont(font(), 0.85));
    double longestToken = em * 2.0;
    for (const auto& row : rows_)
        longestToken = std::max(longestToken, tokens.horizontalAdvance(row.label));
    const double numbers = em * 3.4;
    const double fewest = em * 0.6;
    at.bar = at.token + em * 0.3 +
             std::min({longestToken, em * 8.0, at.percentage - numbers - fewest - at.token});
    at.barWidth = std::max(at.percentage - numbers - at.bar, 4.0);
    at.textLine = em * textLine;
    at.kept = keptFoot(names, step_ ? step_->keptTexts() : QStringList(), at.column);
    at.room = height() - at.top - at.kept.height - em * aroundKept;
    const auto rows = static_cast<double>(std::max<std::size_t>(rows_.size(), 1));
    at.line = std::clamp(at.room / rows, em * tightLine, em * roomyLine);
    at.bottom = at.top + at.line * static_cast<double>(rows_.size());
    return at;
}

QRectF CutoffChart::cellRectangle(std::size_t column, std::size_t row) const
{
    return cellAt(places(), column, row);
}

QRectF CutoffChart::cellAt(const Places& at, std::size_t column, std::size_t row)
{
    const double gap = at.column * 0.12;
    return {at.columns + at.column * static_cast<double>(column) + gap,
            at.top + at.line * static_cast<double>(row) + 1.5, at.column - 2.0 * gap,
            at.line - 3.0};
}

QSize CutoffChart::sizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 26, em * 30};
}

QSize CutoffChart::minimumSizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 20, em * 16};
}

void CutoffChart::paintEvent(QPaintEvent*)
{
    const auto& theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!step_) {
        painter.setPen(theme.mutedText);
        const double em = fontMetrics().height();
        painter.drawText(QRectF(rect()).adjusted(em, em, -em, -em),
                         Qt::AlignCenter | Qt::TextWordWrap, sentence_);
        return;
    }
    const auto at = places();
    for (std::size_t column = 0; column < columnCount(); ++column)
        paintColumn(painter, at, column);
    for (std::size_t row = 0; row < rows_.size(); ++row)
        paintRow(painter, at, row);
    paintScale(painter, at);
}

void CutoffChart::paintRow(QPainter& painter, const Places& at, std::size_t row) const
{
    const auto& theme = themeOf(palette());
    const auto& [rank, label, probability] = rows_[row];
    const double y = at.top + at.line * static_cast<double>(row);
    const bool apart = row > 0 && rank > rows_[row - 1].rank + 1;
    if (apart) { // ranks are left out above
        painter.setPen(QPen(theme.mutedText, 1.0, Qt::DotLine));
        painter.drawLine(QPointF(0.0, y), QPointF(at.percentage, y));
    }

    painter.setFont(tokenFont(font(), 0.85));
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(0.0, y, at.token - at.line * 0.3, at.line),
                     Qt::AlignRight | Qt::AlignVCenter,
                     rank < 9999 ? QString::number(rank + 1) : QStringLiteral("…"));
    painter.setPen(theme.text);
    const QFontMetricsF metrics(painter.font());
    painter.drawText(QRectF(at.token, y, at.bar - at.token, at.line),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(label, Qt::ElideRight, at.bar - at.token));

    const double length = at.barWidth * probability / std::max(rows_[0].probability, 1e-300);
    painter.fillRect(QRectF(at.bar, y + at.line * 0.22, length, at.line * 0.56), theme.modelBar);
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(at.bar, y, at.percentage - at.bar, at.line),
                     Qt::AlignRight | Qt::AlignVCenter, percent(probability));
}

void CutoffChart::paintColumn(QPainter& painter, const Places& at, std::size_t column) const
{
    paintName(painter, at, column);
    for (std::size_t row = 0; row < rows_.size(); ++row)
        paintCell(painter, cellAt(at, column, row), column, row);
    paintKept(painter, at, column);
}

void CutoffChart::paintName(QPainter& painter, const Places& at, std::size_t column) const
{
    painter.save();
    QFont font = smaller(this->font());
    font.setBold(step_->columns[column].selected);
    painter.setFont(font);
    painter.setPen(themeOf(palette()).text);
    painter.translate(at.columns + at.column * (static_cast<double>(column) + 0.5), at.names);
    painter.rotate(-90.0);
    painter.drawText(
        QRectF(0.0, -at.column / 2.0, at.names, at.column), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(font).elidedText(step_->columns[column].name, Qt::ElideRight, at.names));
    painter.restore();
}

void CutoffChart::paintCell(QPainter& painter, const QRectF& box, std::size_t column,
                            std::size_t row) const
{
    const auto& theme = themeOf(palette());
    const int rank = rows_[row].rank;
    const auto& [kept, choice] = marks_[column];
    if (rank < kept) {
        paintKeptBox(painter, theme, box, step_->columns[column].shaped.probability(rank), 1.0);
    } else {
        paintRemovedDash(painter, theme, box, fontMetrics().height() / 16.0);
    }
    if (rank == choice)
        paintSampledDiamond(painter, theme, box.center(),
                            std::min(box.width(), box.height()) * 0.48);
    const bool isLast = row + 1 == rows_.size();
    const bool cutHere =
        rank < kept && kept < vocabulary() && (isLast || rows_[row + 1].rank >= kept);
    if (cutHere && (!isLast || rank + 1 == kept))
        painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), 3.0), theme.samplingBar);
}

void CutoffChart::paintKept(QPainter& painter, const Places& at, std::size_t column) const
{
    painter.setFont(smaller(font()));
    painter.setPen(themeOf(palette()).mutedText);
    const double em = fontMetrics().height();
    const double top = at.bottom + em * aroundKept / 2.0;
    paintKeptText(
        painter,
        {at.columns + at.column * (static_cast<double>(column) + 0.5), top + at.kept.height / 2.0},
        step_->keptTexts()[static_cast<int>(column)], at.kept.upwards);
    if (column > 0)
        return;
    painter.drawText(QRectF(0.0, top, at.percentage, at.kept.height),
                     Qt::AlignRight | Qt::AlignVCenter, tr("Candidates kept"));
}

void CutoffChart::paintScale(QPainter& painter, const Places& at) const
{
    const auto& theme = themeOf(palette());
    const double em = fontMetrics().height();
    painter.setFont(smaller(font()));
    painter.setPen(theme.mutedText);
    QRectF line(em * 0.5, at.names - 2.0 * at.textLine, at.percentage - em * 0.5, at.textLine);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, tr("Sampling probability"));
    line.translate(0.0, at.textLine);

    const bool fourFit = line.width() >= em * scaleMarkWidth * 4.0;
    for (const double mark :
         fourFit ? std::vector{1.0, 0.5, 0.1, 0.01} : std::vector{1.0, 0.1, 0.01}) {
        const QRectF box(line.left(), line.top() + at.textLine * 0.2, em * 0.9, at.textLine * 0.6);
        paintKeptBox(painter, theme, box, mark, 1.0);
        line.setLeft(box.right() + em * 0.25);
        painter.setPen(theme.mutedText);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, scaleText(mark));
        line.setLeft(box.left() + em * scaleMarkWidth);
    }
}

QString CutoffChart::cellText(std::size_t column, std::size_t row) const
{
    const auto& [rank, label, probability] = rows_[row];
    const auto token = label.toHtmlEscaped();
    const auto& shaped = step_->columns[column].shaped;
    switch (shaped.verdict(rank)) {
    case Verdict::Kept:
        return tr("%1: sampling probability %2, model probability %3.")
            .arg(token, percent(shaped.probability(rank)), percent(probability));
    case Verdict::RemovedByTopK:
        return tr("%1 is removed by top-k.").arg(token);
    case Verdict::RemovedByTopP:
        return tr("%1 is removed by top-p.").arg(token);
    case Verdict::Impossible:
        break;
    }
    return tr("%1 is impossible for the model.").arg(token);
}

QString CutoffChart::columnText(std::size_t column) const
{
    const auto& [name, shaped, u, selected] = step_->columns[column];
    const auto& [kept, choice] = marks_[column];
    const auto choiceToken = step_->distribution.token(choice);
    const auto token = tokenLabel(choiceToken, step_->bytesOf(choiceToken));
    return tr("<b>%1</b> keeps %2 of %n token(s); at u = %3 it samples %4, with probability %5.",
              nullptr, vocabulary())
        .arg(name.toHtmlEscaped(), QString::number(kept), QString::number(u, 'f', 4),
             QString::fromStdString(token).toHtmlEscaped(), percent(shaped.probability(choice)));
}

QString CutoffChart::toolTipAt(const QPointF& point) const
{
    if (!step_)
        return {};
    const auto at = places();
    const auto column = static_cast<std::size_t>((point.x() - at.columns) / at.column);
    if (point.x() < at.columns || column >= columnCount())
        return {};
    QString text = QStringLiteral("<p>%1</p>").arg(columnText(column));
    if (point.y() >= at.top && point.y() < at.bottom)
        text +=
            QStringLiteral("<p>%1</p>")
                .arg(cellText(column, static_cast<std::size_t>((point.y() - at.top) / at.line)));
    return text;
}

bool CutoffChart::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), wrappedToolTip(toolTipAt(help->pos()), QToolTip::font()),
                       this);
    return true;
}

void CutoffChart::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    chooseRows();
}

void CutoffChart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
        chooseRows();
    }
    update();
}

} // namespace logitscope
