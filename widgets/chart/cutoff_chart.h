// The step matrix in the window: with a tooltip for every cell, and a sentence where there is no
// step.
#pragma once

#include "widgets/chart/step_matrix.h"

#include <QString>
#include <QWidget>

#include <optional>

namespace logitscope
{

class CutoffChart : public QWidget
{
    Q_OBJECT

public:
    explicit CutoffChart(QWidget* parent = nullptr);

    void setStep(const StepUnderAll& step);
    void clear(const QString& why); // shows a sentence instead

    const StepMatrix* matrix() const { return matrix_ ? &*matrix_ : nullptr; } // of the step

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void layOut();
    QString cellText(std::size_t column, std::size_t row) const;
    QString columnText(std::size_t column) const;
    QString toolTipAt(const QPointF& point) const;

    std::optional<StepUnderAll> step_;
    std::optional<StepMatrix> matrix_; // as large as this is
    QString sentence_;
};

} // namespace logitscope
