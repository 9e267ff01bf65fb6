// A lesson in the list: its title and minutes, and below them what it teaches, or why it can't be
// used.
#pragma once

#include <QStyledItemDelegate>

class QListView;

namespace logitscope
{

class LessonDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum Role
    {
        Title = Qt::UserRole, // the display role has all of it, for screen readers
        Minutes,              // empty where it can't be used
        Teaches,
    };

    explicit LessonDelegate(QListView& view);

    // Title and minutes alone, so that a room sees all lessons; what the selected one teaches
    // stands beside the list.
    void setBrief(bool isBrief);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    QListView& view_;
    bool isBrief_ = false;
};

} // namespace logitscope
