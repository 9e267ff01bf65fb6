#include "widgets/chart/cutoff_chart.h"

#include "core/sampling/percent.h"
#include "core/text/token_label.h"
#include "widgets/control/tool_tip.h"
#include "widgets/text/token_font.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

namespace logitscope
{

namespace
{

constexpr int fewestRows = 5;
constexpr int mostRows = 40;

QString percent(double probability)
{
    return QString::fromStdString(formatPercent(probability));
}

QFont smaller(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

} // namespace

// From left to right: rank, token, bar with its percentage, columns. Above the columns their names,
// upwards; below them how many tokens each keeps.
struct CutoffChart::Places
{
    double line;       // a row's height
    double top;        // of the first row
    double bottom;     // of the last one
    double token;      // left edge
    double bar;        // left edge
    double barWidth;   // of the most likely token
    double percentage; // right edge
    double columns;    // left edge of the first
    double column;     // width
    double names;      // height
};

CutoffChart::CutoffChart(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("One step under all strategies"));
    clear({});
}

void CutoffChart::setStep(const Distribution& distribution, const std::vector<Column>& columns,
                          const BytesOf& bytesOf)
{
    distribution_ = distribution;
    bytesOf_ = bytesOf;
    names_.clear();
    selected_.clear();
    us_.clear();
    marks_.clear();
    choiceProbabilities_.clear();
    for (const auto& column : columns) {
        names_.push_back(column.name);
        selected_.push_back(column.selected);
        us_.push_back(column.u);
        if (!column.shaped) {
            marks_.emplace_back();
            choiceProbabilities_.push_back(0.0);
            continue;
        }
        const int choice = column.shaped->draw(column.u);
        marks_.push_back(Mark{column.shaped->info.kept, choice});
        choiceProbabilities_.push_back(column.shaped->probability(choice));
    }
    chooseRows();
    update();
}

void CutoffChart::clear(const QString& why)
{
    distribution_.reset();
    names_.clear();
    marks_.clear();
    ranks_.clear();
    rows_.clear();
    sentence_ = why;
    update();
}

std::optional<CutoffChart::Mark> CutoffChart::mark(std::size_t column) const
{
    return marks_[column];
}

// As many as there is room for; choices that are further down have the last rows.
void CutoffChart::chooseRows()
{
    ranks_.clear();
    rows_.clear();
    if (!distribution_)
        return;
    const auto at = places();
    const double room = height() - at.top - at.line * 1.5;
    int count = std::clamp(static_cast<int>(room / at.line), fewestRows, mostRows);
    count = std::min(count, distribution_->size());

    std::set<int> choices;
    for (const auto& mark : marks_) {
        if (mark)
            choices.insert(mark->choice);
    }
    const auto choicesFrom = [&choices](int rank) {
        return std::distance(choices.lower_bound(rank), choices.end());
    };
    int listed = count; // a choice that loses its row to others needs one below, too
    while (listed > fewestRows && listed + choicesFrom(listed) > count)
        --listed;
    for (int rank = 0; rank < listed; ++rank)
        ranks_.push_back(rank);
    ranks_.insert(ranks_.end(), choices.lower_bound(listed), choices.end());
    for (const int rank : ranks_) {
        const auto token = distribution_->token(rank);
        const auto label = tokenLabel(token, bytesOf_(token));
        rows_.push_back({rank, QString::fromStdString(label), distribution_->probability(rank)});
    }
}

CutoffChart::Places CutoffChart::places() const
{
    const double em = fontMetrics().height();
    const QFontMetricsF names(smaller(font()));
    double longest = 0.0;
    for (const auto& name : names_)
        longest = std::max(longest, names.horizontalAdvance(name));
    Places at{};
    at.line = em * 1.3;
    at.names = std::min(longest, em * 8.0) + em * 0.5;
    at.top = at.names + em * 0.3;
    at.bottom = at.top + at.line * static_cast<double>(rows_.size());
    const auto count = static_cast<double>(std::max<std::size_t>(names_.size(), 1));
    at.column = std::clamp(width() * 0.4 / count, em * 1.0, em * 2.2);
    at.columns = width() - at.column * count - em * 0.3;
    at.token = em * 2.2;
    at.percentage = at.columns - em * 0.6;
    at.bar = at.token + std::min(em * 6.0, (at.percentage - at.token) * 0.36);
    at.barWidth = std::max(at.percentage - em * 3.4 - at.bar, 4.0);
    return at;
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
    if (!distribution_) {
        painter.setPen(theme.mutedText);
        const double em = fontMetrics().height();
        painter.drawText(QRectF(rect()).adjusted(em, em, -em, -em),
                         Qt::AlignCenter | Qt::TextWordWrap, sentence_);
        return;
    }
    const auto at = places();
    for (std::size_t column = 0; column < names_.size(); ++column)
        paintColumn(painter, at, column);
    for (std::size_t row = 0; row < rows_.size(); ++row)
        paintRow(painter, at, row);
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
    const auto& theme = themeOf(palette());
    const double x = at.columns + at.column * static_cast<double>(column);
    const auto& mark = marks_[column];

    painter.save();
    QFont font = smaller(this->font());
    font.setBold(selected_[column]);
    painter.setFont(font);
    painter.setPen(mark ? theme.text : theme.mutedText);
    painter.translate(x + at.column / 2.0, at.names);
    painter.rotate(-90.0);
    painter.drawText(QRectF(0.0, -at.column / 2.0, at.names, at.column),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(font).elidedText(names_[column], Qt::ElideRight, at.names));
    painter.restore();
    if (!mark) {
        painter.setPen(QPen(theme.border, 1.0, Qt::DashLine));
        painter.drawLine(QPointF(x + at.column / 2.0, at.top),
                         QPointF(x + at.column / 2.0, at.bottom));
        return;
    }

    const double gap = at.column * 0.12;
    auto kept = theme.samplingBar;
    kept.setAlphaF(0.3f);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        const QRectF box(x + gap, at.top + at.line * static_cast<double>(row) + 1.5,
                         at.column - 2.0 * gap, at.line - 3.0);
        if (rows_[row].rank < mark->kept) {
            painter.fillRect(box, kept);
        } else {
            painter.setPen(QPen(theme.border, 1.0));
            painter.drawLine(QPointF(box.center().x() - 2.0, box.center().y()),
                             QPointF(box.center().x() + 2.0, box.center().y()));
        }
        if (rows_[row].rank == mark->choice) {
            const double size = std::min(box.width(), box.height()) * 0.48;
            const QPointF c = box.center();
            painter.setPen(QPen(theme.surface, 1.0));
            painter.setBrush(theme.chosen);
            painter.drawPolygon(QPolygonF{{c.x(), c.y() - size},
                                          {c.x() + size, c.y()},
                                          {c.x(), c.y() + size},
                                          {c.x() - size, c.y()}});
        }
        const bool cutHere = rows_[row].rank < mark->kept &&
                             (row + 1 == rows_.size() || rows_[row + 1].rank >= mark->kept) &&
                             mark->kept < distribution_->size();
        if (cutHere && (row + 1 < rows_.size() || rows_[row].rank + 1 == mark->kept))
            painter.fillRect(QRectF(x + gap, box.bottom(), box.width(), 3.0), theme.samplingBar);
    }
    painter.setFont(tokenFont(this->font(), 0.8));
    painter.setPen(theme.mutedText);
    const bool all = mark->kept == distribution_->size();
    const auto text = all ? tr("all") : QLocale::c().toString(mark->kept);
    const QRectF foot(x, at.bottom + at.line * 0.1, at.column, at.line);
    painter.drawText(foot, Qt::AlignCenter | Qt::TextDontClip,
                     QFontMetricsF(painter.font()).horizontalAdvance(text) <= at.column + 2.0
                         ? text
                         : QStringLiteral("%1k").arg(std::lround(mark->kept / 1000.0)));
}

QString CutoffChart::toolTipAt(const QPointF& point) const
{
    if (!distribution_)
        return {};
    const auto at = places();
    const auto column = static_cast<std::size_t>((point.x() - at.columns) / at.column);
    if (point.x() < at.columns || column >= names_.size())
        return {};
    const auto name = names_[column].toHtmlEscaped();
    const auto& mark = marks_[column];
    if (!mark)
        return tr("<b>%1</b>: its text differs before this step.").arg(name);
    const auto token = distribution_->token(mark->choice);
    return tr("<b>%1</b> keeps %2 of %n token(s); at u = %3 it samples %4, with probability %5.",
              nullptr, distribution_->size())
        .arg(name, QString::number(mark->kept), QString::number(us_[column], 'f', 4),
             QString::fromStdString(tokenLabel(token, bytesOf_(token))).toHtmlEscaped(),
             percent(choiceProbabilities_[column]));
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
