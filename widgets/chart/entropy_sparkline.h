// The entropies over the steps of one continuation in a line's height: where it hesitated. A click
// selects the step. The big one is EntropyChart.
#pragma once

#include "core/sampling/sampling_info.h"

#include <QWidget>

#include <optional>
#include <span>
#include <vector>

class QPainterPath;

namespace logitscope
{

class EntropySparkline : public QWidget
{
    Q_OBJECT

public:
    explicit EntropySparkline(QWidget* parent = nullptr);

    void append(const SamplingInfo& info);
    void clear();

    // The ends of both axes, so that strips side by side can be compared.
    void setScale(double bits, int steps);

    int stepCount() const { return static_cast<int>(infos_.size()); }

    double highest() const { return highest_; } // bits, of all steps

    void setSelected(std::optional<int> step);

    double stepX(int step) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void stepSelected(int step); // by a click

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    double y(double bits) const;
    QPainterPath curve(double SamplingInfo::*entropy) const;

    std::vector<SamplingInfo> infos_;
    double highest_ = 0.0;
    double bits_ = 1.0;
    int steps_ = 1;
    std::optional<int> selected_;
};

} // namespace logitscope
