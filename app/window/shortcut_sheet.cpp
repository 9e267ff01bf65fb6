#include "app/window/shortcut_sheet.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include <utility>

namespace logitscope
{

namespace
{

// "&Step\tSpace" is Step to a reader.
QString plain(const QAction& action)
{
    QString text = action.text().section(u'\t', 0, 0);
    text.replace(QLatin1String("&&"), QString(QChar(0)));
    text.remove(u'&').replace(QChar(0), u'&');
    if (text.endsWith(u'…'))
        text.chop(1);
    return text;
}

QString keysOf(const QAction& action)
{
    QStringList keys;
    for (const auto& sequence : action.shortcuts())
        keys << sequence.toString(QKeySequence::NativeText);
    const auto written = action.text().section(u'\t', 1);
    if (!written.isEmpty())
        keys << written;
    return keys.join(QStringLiteral(", "));
}

void addActions(const QMenu& menu, ShortcutGroup& group)
{
    for (const auto* action : menu.actions()) {
        if (const auto* inner = action->menu())
            addActions(*inner, group);
        else if (const auto keys = keysOf(*action); !keys.isEmpty())
            group.lines.push_back({keys, plain(*action)});
    }
}

QWidget* columnOf(const std::vector<ShortcutGroup>& groups, std::size_t first, std::size_t end)
{
    auto* column = new QWidget;
    auto* grid = new QGridLayout(column);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(18);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (std::size_t i = first; i < end; ++i) {
        if (row > 0)
            grid->setRowMinimumHeight(row++, 8);
        auto* name = new QLabel(QStringLiteral("<b>%1</b>").arg(groups[i].name.toHtmlEscaped()));
        grid->addWidget(name, row++, 0, 1, 2);
        for (const auto& [keys, action] : groups[i].lines) {
            auto* shown = new QLabel(keys);
            shown->setTextFormat(Qt::PlainText);
            auto* what = new QLabel(action);
            what->setTextFormat(Qt::PlainText);
            what->setWordWrap(true);
            grid->addWidget(shown, row, 0, Qt::AlignTop);
            grid->addWidget(what, row++, 1, Qt::AlignTop);
        }
    }
    grid->setRowStretch(row, 1);
    return column;
}

// The first group of the right column: where both are about as long.
std::size_t middleOf(const std::vector<ShortcutGroup>& groups)
{
    std::size_t all = 0;
    for (const auto& group : groups)
        all += group.lines.size() + 2;
    std::size_t left = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (2 * left + groups[i].lines.size() + 2 > all)
            return i;
        left += groups[i].lines.size() + 2;
    }
    return groups.size();
}

} // namespace

std::vector<ShortcutGroup> shortcutsOf(const QMenuBar& menus)
{
    std::vector<ShortcutGroup> groups;
    for (const auto* action : menus.actions()) {
        if (!action->menu())
            continue;
        ShortcutGroup group{plain(*action), {}};
        addActions(*action->menu(), group);
        if (!group.lines.empty())
            groups.push_back(std::move(group));
    }
    return groups;
}

ShortcutSheet::ShortcutSheet(const std::vector<ShortcutGroup>& groups, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    auto* inside = new QWidget;
    auto* columns = new QHBoxLayout(inside);
    columns->setSpacing(36);
    const std::size_t middle = middleOf(groups);
    columns->addWidget(columnOf(groups, 0, middle), 1);
    columns->addWidget(columnOf(groups, middle, groups.size()), 1);
    auto* scroll = new QScrollArea(this);
    scroll->setAccessibleName(windowTitle());
    scroll->setWidgetResizable(true);
    scroll->setWidget(inside);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(buttons);
    const QSize whole = inside->sizeHint() + QSize(60, 90);
    resize(whole.boundedTo(screen()->availableSize() - QSize(40, 60)));
}

} // namespace logitscope
