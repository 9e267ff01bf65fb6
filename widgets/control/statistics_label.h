// A run's figures in a line or two: a line breaks between two figures, and a dot stands only
// between two of a line. Figures that have no room are left to the tooltip, which says all of them.
#pragma once

#include "widgets/accessible_items.h"

#include <QStringList>
#include <QWidget>

namespace logitscope
{

class StatisticsLabel : public QWidget, public AccessibleItems
{
    Q_OBJECT

public:
    explicit StatisticsLabel(QWidget* parent = nullptr);

    void setFigures(const QStringList& figures); // the most important first

    QString text() const; // all of them

    // What is shown, line by line.
    QStringList shownLines() const { return linesFor(width()); }

    void setMostLines(int lines);

    // What the figures are; the tooltip says it below all of them.
    void setExplanation(const QString& explanation);

    QAccessible::Role itemsRole() const override { return QAccessible::StaticText; }

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QStringList linesFor(int width) const;
    int heightOf(int lines) const;
    void explain();

    QStringList figures_;
    QString explanation_;
    int mostLines_ = 2;
};

} // namespace logitscope
