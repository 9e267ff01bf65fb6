// What the present settings would make of the text, in numbers, and how much of it has been judged.
#pragma once

#include "core/run/backward.h"

#include <QWidget>

class QProgressBar;

namespace logitscope
{

class ElidedLabel;

class LookBackLine : public QWidget
{
    Q_OBJECT

public:
    explicit LookBackLine(QWidget* parent = nullptr);

    using Counts = Backward::Counts;

    // After every frame in which something was judged. Numbers that are not whole yet are shown
    // when they are final or stay so for some frames: under most settings a text is judged within
    // one.
    void setCounts(const Counts& counts, bool areFinal = false);

    const Counts& counts() const { return counts_; }

    QString text() const;

private:
    void showCounts();

    Counts counts_;
    Counts shown_;
    int framesBehind_ = 0; // that were not whole
    ElidedLabel* label_;
    QProgressBar* bar_; // while some are not judged yet
};

} // namespace logitscope
