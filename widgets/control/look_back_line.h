// What the present settings would make of the text, in numbers, and how much of it has been judged.
#pragma once

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

    struct Counts
    {
        int judged = 0, all = 0; // tokens
        int impossible = 0;      // of the judged: the settings don't keep them
        int replaced = 0;        // they keep them, but the same random number picks another

        friend bool operator==(const Counts&, const Counts&) = default;
    };

    void setCounts(const Counts& counts);

    const Counts& counts() const { return counts_; }

    QString text() const;

private:
    void showCounts();

    Counts counts_;
    ElidedLabel* label_;
    QProgressBar* bar_; // while some are not judged yet
};

} // namespace logitscope
