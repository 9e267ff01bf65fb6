// Has a screen reader say what comes without the reader's doing: a text that streams, a second's
// worth at a time, and what is done. Nothing of it is to be seen: it has no size, and belongs to
// the widget whose words it says.
#pragma once

#include "widgets/accessible_items.h"

#include <QString>
#include <QTimer>
#include <QWidget>

#include <chrono>

namespace logitscope
{

class LiveRegion : public QWidget, public AccessibleItems
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds usualPace{1000};

    explicit LiveRegion(QWidget* parent, std::chrono::milliseconds pace = usualPace);

    // More of the text; it is said with what else comes within the pace.
    void add(const QString& text);

    // The text is over: what hasn't been said yet is said now, and the sentence behind it; or at
    // the end of the pace, where something has been said within it, to whoever listens slowly.
    void finish(const QString& sentence = {});

    // At once, whatever is still to be said.
    void say(const QString& sentence);

    // What was said, or is still to be said, holds no longer.
    void clear();

    QAccessible::Role itemsRole() const override { return QAccessible::StatusBar; }

signals:
    void said(const QString& sentence);

private:
    void sayText();

    QTimer pace_;
    QString text_;           // that is still to be said
    bool hasSpoken_ = false; // within the pace
};

} // namespace logitscope
