#include "widgets/control/statistics_label.h"

#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace logitscope
{

namespace
{

const QString separator = QStringLiteral(" · ");

} // namespace

StatisticsLabel::StatisticsLabel(QWidget* parent) : QWidget(parent), AccessibleItems(this)
{
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void StatisticsLabel::setFigures(const QStringList& figures)
{
    if (figures_ == figures)
        return;
    figures_ = figures;
    setAccessibleName(text());
    explain();
    updateGeometry(); // it may need another line
    update();
}

QString StatisticsLabel::text() const
{
    return figures_.join(separator);
}

void StatisticsLabel::setMostLines(int lines)
{
    mostLines_ = lines;
    updateGeometry();
    update();
}

void StatisticsLabel::setExplanation(const QString& explanation)
{
    explanation_ = explanation;
    explain();
}

void StatisticsLabel::explain()
{
    QStringList paragraphs{text(), explanation_};
    paragraphs.removeAll(QString());
    for (auto& paragraph : paragraphs)
        paragraph = "<p>" + paragraph.toHtmlEscaped() + "</p>"; // rich text wraps
    setToolTip(paragraphs.join(QString()));
}

QStringList StatisticsLabel::linesFor(int width) const
{
    const auto metrics = fontMetrics();
    QStringList lines;
    for (const auto& figure : figures_) {
        const QString beside = lines.isEmpty() ? QString() : lines.back() + separator + figure;
        if (!lines.isEmpty() && metrics.horizontalAdvance(beside) <= width)
            lines.back() = beside;
        else if (lines.size() < mostLines_)
            lines.append(figure);
        else { // some are left out
            const QString more = lines.back() + separator + u'…';
            if (metrics.horizontalAdvance(more) <= width)
                lines.back() = more;
            break;
        }
    }
    for (auto& line : lines)
        line = metrics.elidedText(line, Qt::ElideRight, width);
    return lines;
}

int StatisticsLabel::heightOf(int lines) const
{
    return fontMetrics().lineSpacing() * std::max(lines, 1);
}

int StatisticsLabel::heightForWidth(int width) const
{
    return heightOf(static_cast<int>(linesFor(width).size()));
}

QSize StatisticsLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 1, heightOf(1)};
}

QSize StatisticsLabel::minimumSizeHint() const
{
    return {0, heightOf(1)};
}

void StatisticsLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(themeOf(palette()).text);
    QRect place(0, 0, width(), heightOf(1));
    for (const auto& line : shownLines()) {
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, line);
        place.translate(0, place.height());
    }
}

} // namespace logitscope
