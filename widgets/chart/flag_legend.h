// What a flag in the text means. A click asks to see the flags, which may have scrolled away.
#pragma once

#include "widgets/chart/legend.h"

#include <QAbstractButton>

namespace logitscope
{

class FlagLegend : public QAbstractButton
{
    Q_OBJECT

public:
    explicit FlagLegend(QWidget* parent = nullptr);

    void setReference(const QString& name); // what the flagged tokens differ from

    // What is shown: the longest that fits; where nothing does, no flag either.
    QString shownText() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override; // none: other things are more important

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Legend legendFor(double width) const;

    QString reference_;
};

} // namespace logitscope
