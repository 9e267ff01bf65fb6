#include "widgets/chart/cutoff_chart.h"

#include "core/sampling/percent.h"
#include "core/text/token_label.h"
#include "widgets/control/stage_card.h"
#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/text/token_font.h"
#include "widgets/theme.h"

#include <QPainter>

namespace logitscope
{

CutoffChart::CutoffChart(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("One step under all strategies"));
    explainPlaces(*this, [this](QPoint place) { return toolTipAt(place); });
    keepFitting(*this, [this] { layOut(); });
}

void CutoffChart::setStep(const StepUnderAll& step)
{
    step_ = step;
    layOut();
}

void CutoffChart::clear(const QString& why)
{
    step_.reset();
    sentence_ = why;
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
    if (matrix_) {
        matrix_->paint(painter, {});
        return;
    }
    painter.setPen(themeOf(palette()).mutedText);
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
    if (verdict.isImpossible())
        return tr("%1 is impossible for the model.").arg(token);
    return tr("%1 is removed by %2.").arg(token, stageName(verdict.by));
}

QString CutoffChart::columnText(std::size_t column) const
{
    const auto& [name, shaped, u, selected, penalised, picked] = step_->columns[column];
    const auto& [kept, choice] = matrix_->mark(column);
    const auto choiceToken = step_->distribution.token(choice);
    const auto token = tokenLabel(choiceToken, step_->bytesOf(choiceToken));
    const auto how = picked ? tr("by Gumbel-max")
                            : tr("at u = %1").arg(QString::fromStdString(formatRandomNumber(u)));
    return tr("<b>%1</b> keeps %2 of %n token(s); %3 it samples %4, with probability %5.", nullptr,
              step_->distribution.size())
        .arg(name.toHtmlEscaped(), QString::number(kept), how,
             QString::fromStdString(token).toHtmlEscaped(),
             percentOf(step_->probability(column, choice)));
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
