// The random number's line in the window, where a tooltip says more about each of its parts.
#pragma once

#include "widgets/chart/random_number_line.h"

#include <QWidget>

namespace logitscope
{

class RandomNumberStrip : public QWidget
{
    Q_OBJECT

public:
    explicit RandomNumberStrip(QWidget* parent = nullptr);

    void setStep(const Shaped& shaped, const std::function<QString(int rank)>& label,
                 std::optional<double> u, std::optional<int> chosenRank)
    {
        setLine({shaped, label, u, chosenRank});
    }

    void clear() { setLine({}); }

    const RandomNumberLine& line() const { return line_; }

    QRectF bar() const; // where [0, 1) is

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void setLine(RandomNumberLine line);
    QString sentence() const; // what the strip says, for tooltip and accessibility
    QString toolTipAt(QPointF position) const;

    RandomNumberLine line_;
};

} // namespace logitscope
