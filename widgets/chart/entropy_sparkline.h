// The entropies over the steps of one continuation in a line's height: where it hesitated. A click
// selects the step. The big one is EntropyChart.
#pragma once

#include "widgets/accessible_value.h"
#include "widgets/chart/entropy_curves.h"

#include <QWidget>

#include <optional>
#include <span>

namespace logitscope
{

class EntropySparkline : public QWidget, public AccessibleValue
{
    Q_OBJECT

public:
    explicit EntropySparkline(QWidget* parent = nullptr);

    void append(const SamplingInfo& info);
    void clear();

    // The ends of both axes, so that strips side by side can be compared.
    void setScale(double bits, int steps);

    int stepCount() const { return run_.size(); }

    double highest() const { return run_.highest(); } // bits, of all steps

    void setSelected(std::optional<int> step);

    std::optional<Number> number() const override; // of the selected step, from 1

    QString valueText() const override;
    QString valueDescription() const override;

    // The arrow keys select a step in the text, not here.
    QAccessible::Role valueRole() const override { return QAccessible::Chart; }

    double stepX(int step) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void stepSelected(int step); // by a click

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    EntropyCurves curves() const;

    EntropyRun run_;
    EntropyScale scale_;
    std::optional<int> selected_;
};

} // namespace logitscope
