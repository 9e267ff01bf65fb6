// The panel beside the grid: one step of a cell under all strategies.
#pragma once

#include "widgets/chart/cutoff_chart.h"

#include <QWidget>

class QLabel;

namespace logitscope
{

class ElidedLabel;

class StepComparison : public QWidget
{
    Q_OBJECT

public:
    explicit StepComparison(QWidget* parent = nullptr);

    void showStep(const StepUnderAll& step);
    void showSentence(const QString& title, const QString& sentence);

    // Presenter mode: the chart has the place of its legend, which is the title's tooltip.
    void setPresenting(bool presenting);

    CutoffChart* chart() const { return chart_; }

    QString title() const;

signals:
    void closeRequested();

private:
    ElidedLabel* title_;
    CutoffChart* chart_;
    QLabel* legend_;
};

} // namespace logitscope
