// One line of text that is shortened where it has no room, and then says all of it in its tooltip.
// It asks for no width, so a long sentence moves no column.
#pragma once

#include "widgets/accessible_items.h"

#include <QString>
#include <QStringList>
#include <QWidget>

namespace logitscope
{

class ElidedLabel : public QWidget, public AccessibleItems
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);

    // Where the text has no room, the first of the shorter ones that has; else the last of all, as
    // far as it goes.
    void setText(const QString& text, const QStringList& shorter = {});

    const QString& text() const { return text_; }

    // What is shown: one of the texts, or a beginning and "…", or nothing.
    QString shownText() const;

    // Where it has no room it is left out, rather than shortened.
    void setWholeOrNot(bool wholeOrNot);

    // In the colour of labels that explain, rather than say.
    void setMuted(bool muted);

    // Shown instead of the whole text.
    void setExplanation(const QString& explanation);

    // Behind the accessible name, where it has one: "Progress: 8 tokens".
    QString itemsName() const override;

    QAccessible::Role itemsRole() const override { return QAccessible::StaticText; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void explain();

    QString text_;
    QStringList shorter_;
    QString explanation_;
    bool muted_ = false;
    bool wholeOrNot_ = false;
};

} // namespace logitscope
