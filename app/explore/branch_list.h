// The branches of a run as a small tree, each with what it says otherwise than the one that it
// left. There where there are several.
#pragma once

#include "core/run/run.h"

#include <QTreeWidget>

#include <cstddef>

namespace logitscope
{

class BranchList : public QTreeWidget
{
    Q_OBJECT

public:
    explicit BranchList(QWidget* parent = nullptr);

    void setRun(const Run& run);

    void setPresenting(bool presenting);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void branchPicked(std::size_t branch);
    void renamed(std::size_t branch, const QString& name);
    void deleteRequested(std::size_t branch);
    void compareRequested(); // of all
    void beforeAfterRequested();

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    static std::size_t branchOf(const QTreeWidgetItem& item);

    Run run_;
    bool filling_ = false;
};

} // namespace logitscope
