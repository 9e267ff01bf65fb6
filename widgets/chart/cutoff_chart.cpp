#include "widgets/chart/cutoff_chart.h"

#include "core/run/statistics_texts.h"
#include "core/sampling/percent.h"
#include "core/text/token_label.h"
#include "widgets/control/stage_card.h"
#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/text/token_font.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QTextDocumentFragment>

#include <algorithm>

namespace logitscope
{

CutoffChart::CutoffChart(QWidget* parent) : QWidget(parent), AccessibleItems(this)
{
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("One step under all strategies"));
    explainPlaces(*this, [this](QPoint place) { return toolTipAt(place); });
    keepFitting(*this, [this] { layOut(); });
}

void CutoffChart::setStep(const StepUnderAll& step)
{
    step_ = step;
    setAccessibleDescription(step.head);
    layOut();
}

void CutoffChart::clear(const QString& why)
{
    step_.reset();
    sentence_ = why;
    setAccessibleDescription(why);
    layOut();
}

void CutoffChart::layOut()
{
    matrix_.reset();
    if (step_) {
        const auto tokens = tokenFont(font(), 0.85);
        const double em = fontMetrics().height();
        matrix_.emplace(*step_,
                        StepMatrix::Style{.names = scaled(font(), 0.88),
                                          .tokens = tokens,
                                          .numbers = tokens,
                                          .em = em,
                                          .narrowestColumn = 1.0},
                        themeOf(palette()), width() - em * 0.3, height());
    }
    update();
    itemsChanged();
}

int CutoffChart::itemColumns() const
{
    return matrix_ ? static_cast<int>(matrix_->columnCount()) : 0;
}

int CutoffChart::itemCount() const
{
    return matrix_ ? itemColumns() * (static_cast<int>(matrix_->rows().size()) + 1) : 0;
}

CutoffChart::Place CutoffChart::placeOf(int item) const
{
    return {item / itemColumns(), item % itemColumns()};
}

QString CutoffChart::itemColumnName(int column) const
{
    return step_->columns[static_cast<std::size_t>(column)].name;
}

QString CutoffChart::itemName(int item) const
{
    const auto [line, column] = placeOf(item);
    const auto index = static_cast<std::size_t>(column);
    const auto text =
        line == 0
            ? columnText(index)
            : QStringLiteral("%1: %2").arg(itemColumnName(column).toHtmlEscaped(),
                                           cellText(index, static_cast<std::size_t>(line - 1)));
    const auto plain = QTextDocumentFragment::fromHtml(text).toPlainText();
    return isItemSelected(item) ? tr("%1 Sampled.").arg(plain) : plain;
}

QRect CutoffChart::itemPlace(int item) const
{
    const auto [line, column] = placeOf(item);
    const auto cell = matrix_->cell(static_cast<std::size_t>(column),
                                    static_cast<std::size_t>(std::max(line - 1, 0)));
    return (line > 0 ? cell : QRectF(cell.left(), 0.0, cell.width(), cell.top())).toAlignedRect();
}

std::optional<int> CutoffChart::currentItem() const
{
    const int item = current_.line * itemColumns() + current_.column;
    return matrix_ && current_.column < itemColumns() && item < itemCount() ? std::optional(item)
                                                                            : std::nullopt;
}

bool CutoffChart::isItemSelected(int item) const
{
    const auto [line, column] = placeOf(item);
    return line > 0 && matrix_->rows()[static_cast<std::size_t>(line - 1)].token.rank ==
                           matrix_->mark(static_cast<std::size_t>(column)).choice;
}

void CutoffChart::goToItem(int item)
{
    goTo(placeOf(item));
}

void CutoffChart::goTo(Place place)
{
    if (itemCount() == 0)
        return;
    current_ = {std::clamp(place.line, 0, itemCount() / itemColumns() - 1),
                std::clamp(place.column, 0, itemColumns() - 1)};
    update();
    currentItemChanged();
}

void CutoffChart::keyPressEvent(QKeyEvent* event)
{
    const auto [line, column] = current_;
    switch (event->key()) {
    case Qt::Key_Up:
        return goTo({line - 1, column});
    case Qt::Key_Down:
        return goTo({line + 1, column});
    case Qt::Key_Left:
        return goTo({line, column - 1});
    case Qt::Key_Right:
        return goTo({line, column + 1});
    case Qt::Key_Home:
        return goTo({line, 0});
    case Qt::Key_End:
        return goTo({line, itemColumns() - 1});
    default:
        QWidget::keyPressEvent(event);
    }
}

void CutoffChart::focusInEvent(QFocusEvent*)
{
    goTo(current_);
    update();
}

void CutoffChart::focusOutEvent(QFocusEvent*)
{
    update();
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
    QPainter painter(this);
    const auto& theme = themeOf(palette());
    if (matrix_)
        matrix_->paint(painter, {});
    if (hasFocus())
        paintFocusRing(painter, currentItem() ? itemPlace(*currentItem()) : rect(), theme);
    if (matrix_)
        return;
    painter.setPen(theme.mutedText);
    const double em = fontMetrics().height();
    painter.drawText(QRectF(rect()).adjusted(em, em, -em, -em), Qt::AlignCenter | Qt::TextWordWrap,
                     sentence_);
}

QString CutoffChart::cellText(std::size_t column, std::size_t row) const
{
    const auto& [rank, label, probability] = matrix_->rows()[row].token;
    const auto token = label.toHtmlEscaped();
    const auto verdict = step_->verdict(column, rank);
    if (verdict.isKept())
        return tr("%1: sampling probability %2, model probability %3.")
            .arg(token, percentOf(step_->probability(column, rank)), percentOf(probability));
    if (verdict.isUnknown())
        return tr("The server did not tell how likely %1 is.").arg(token);
    if (verdict.isImpossible())
        return tr("%1 is impossible for the model.").arg(token);
    return tr("%1 is removed by %2.").arg(token, stageName(verdict.by));
}

QString CutoffChart::columnText(std::size_t column) const
{
    const auto& [name, shaped, u, selected, penalised, picked, isPickCertain] =
        step_->columns[column];
    const auto choice = matrix_->mark(column).choice;
    const auto info = shaped.info;
    const auto kept = QString::fromStdString(textsOf(info, step_->distribution.size()).kept);
    if (!choice)
        return tr("<b>%1</b> keeps %2 of %3 tokens; which one it samples isn't known: %4.")
            .arg(name.toHtmlEscaped(), kept, countText(step_->distribution.size()),
                 QString::fromStdString(shaped.shortage->sentence()).toHtmlEscaped());
    const auto choiceToken = step_->distribution.token(*choice);
    const auto token = tokenLabel(choiceToken, step_->bytesOf(choiceToken));
    const auto how = picked ? tr("by Gumbel-max")
                            : tr("at u = %1").arg(QString::fromStdString(formatRandomNumber(u)));
    return tr("<b>%1</b> keeps %2 of %n token(s); %3 it samples %4, with probability %5.", nullptr,
              step_->distribution.size())
        .arg(name.toHtmlEscaped(), kept, how, QString::fromStdString(token).toHtmlEscaped(),
             percentOf(step_->probability(column, *choice)));
}

QString CutoffChart::toolTipAt(const QPointF& point) const
{
    const auto column = matrix_ ? matrix_->columnAt(point.x()) : std::nullopt;
    if (!column)
        return {};
    QString text = QStringLiteral("<p>%1</p>").arg(columnText(*column));
    if (const auto row = matrix_->rowAt(point.y()))
        text += QStringLiteral("<p>%1</p>").arg(cellText(*column, *row));
    return text;
}

void CutoffChart::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layOut();
}

} // namespace logitscope
