#include "app/explore/branch_list.h"

#include "core/text/utf8_stream.h"
#include "widgets/control/tool_tip.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScopedValueRollback>

#include <algorithm>
#include <vector>

namespace logitscope
{

namespace
{

constexpr int mostRows = 6; // further ones are scrolled to
constexpr int shownTokens = 40;

QString ownText(const Run& run, std::size_t branch)
{
    const auto path = pathTo(run.branches[branch].leaf);
    const auto begin = static_cast<std::size_t>(ownBeginning(run, branch));
    std::string bytes;
    for (auto i = begin; i < std::min(path.size(), begin + shownTokens); ++i)
        bytes += path[i]->step.bytes;
    const auto text = QString::fromStdString(validUtf8(bytes)).simplified();
    if (text.isEmpty())
        return path.empty() ? BranchList::tr("(nothing yet)")
                            : BranchList::tr("(ends where others go on)");
    return begin > 0 ? "… " + text : text;
}

} // namespace

BranchList::BranchList(QWidget* parent) : QTreeWidget(parent)
{
    setAccessibleName(tr("Branches"));
    setToolTip(tr("The ways in which this text was continued. A click shows one; F2 gives it a "
                  "name, Del deletes it."));
    setColumnCount(2);
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setItemsExpandable(false);
    setRootIsDecorated(true);
    setIndentation(16);
    setEditTriggers(QAbstractItemView::EditKeyPressed);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(0, QHeaderView::Stretch);
    header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    connect(this, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* item) {
        if (!filling_ && item)
            emit branchPicked(branchOf(*item));
    });
    connect(this, &QTreeWidget::itemChanged, this, [this](const QTreeWidgetItem* item) {
        if (filling_)
            return;
        // Later: the tree is filled anew then, and the editor is still there now.
        QMetaObject::invokeMethod(
            this,
            [this, branch = branchOf(*item), name = item->text(0)] {
                run_ = {}; // an empty name is none: the text stands there again
                emit renamed(branch, name);
            },
            Qt::QueuedConnection);
    });
    hide();
}

void BranchList::setRun(const Run& run)
{
    const QScopedValueRollback filling(filling_, true);
    if (run_ == run)
        return;
    run_ = run;
    clear();
    setVisible(run.branches.size() > 1);
    if (isHidden())
        return;
    std::vector<QTreeWidgetItem*> items;
    for (std::size_t branch = 0; branch < run.branches.size(); ++branch) {
        const auto origin = originOf(run, branch);
        auto* item = origin && origin->shared > 0 ? new QTreeWidgetItem(items[origin->branch])
                                                  : new QTreeWidgetItem(this);
        const auto name = QString::fromStdString(run.branches[branch].name);
        const auto text = ownText(run, branch);
        item->setText(0, name.isEmpty() ? text : name);
        item->setToolTip(0, plainToolTip(text));
        item->setText(1, tr("%n token(s)", nullptr, run.branches[branch].length()));
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setData(0, Qt::UserRole, static_cast<qulonglong>(branch));
        item->setFlags(item->flags() | Qt::ItemIsEditable);
        items.push_back(item);
    }
    expandAll();
    setCurrentItem(items[run.current]);
    updateGeometry();
}

void BranchList::setPresenting(bool presenting)
{
    setColumnHidden(1, presenting); // the text needs the room
}

std::size_t BranchList::branchOf(const QTreeWidgetItem& item)
{
    return static_cast<std::size_t>(item.data(0, Qt::UserRole).toULongLong());
}

QSize BranchList::sizeHint() const
{
    const int rows = std::clamp(static_cast<int>(run_.branches.size()), 2, mostRows);
    const int height = std::max(sizeHintForRow(0), fontMetrics().height() + 4);
    return {200, rows * height + 2 * frameWidth() + 8};
}

QSize BranchList::minimumSizeHint() const
{
    return {80, sizeHint().height()};
}

void BranchList::contextMenuEvent(QContextMenuEvent* event)
{
    auto* item = itemAt(event->pos());
    if (!item)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Rename"), this, [this] { editItem(currentItem(), 0); });
    menu->addAction(tr("&Delete"), this,
                    [this] { emit deleteRequested(branchOf(*currentItem())); });
    menu->addSeparator();
    menu->addAction(tr("&Before and after"), this, &BranchList::beforeAfterRequested);
    menu->addAction(tr("&Compare all branches"), this, &BranchList::compareRequested);
    setCurrentItem(item);
    menu->popup(event->globalPos());
}

void BranchList::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Delete && currentItem())
        emit deleteRequested(branchOf(*currentItem()));
    else
        QTreeWidget::keyPressEvent(event);
}

} // namespace logitscope
