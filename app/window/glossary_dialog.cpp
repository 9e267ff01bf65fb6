#include "app/window/glossary_dialog.h"

#include "core/lesson/glossary.h"
#include "widgets/control/tool_tip.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScreen>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>

namespace logitscope
{

namespace
{

QString inHtml(const std::string& text)
{
    return termText(text).toHtmlEscaped();
}

QString articleOf(const Term& term)
{
    auto html =
        QStringLiteral("<h2>%1</h2><p>%2</p>").arg(inHtml(term.name), inHtml(term.explanation));
    if (!term.formula.empty())
        html += QStringLiteral("<p><i>%1</i></p>").arg(inHtml(term.formula));
    if (!term.source.empty())
        html += QStringLiteral("<p>%1</p>")
                    .arg(GlossaryDialog::tr("Source: %1").arg(inHtml(term.source)));
    return html;
}

// Whether every word stands in it.
bool says(const Term& term, const QStringList& words)
{
    const auto all = termText(term.name) + u' ' + QString::fromStdString(term.key) + u' ' +
                     termText(term.explanation);
    return std::ranges::all_of(
        words, [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

// How well a term answers what was typed: by its name's beginning, its name, its text.
int distanceOf(const Term& term, const QString& typed)
{
    const auto name = termText(term.name);
    return name.startsWith(typed, Qt::CaseInsensitive) ? 0
           : name.contains(typed, Qt::CaseInsensitive) ? 1
                                                       : 2;
}

} // namespace

GlossaryDialog::GlossaryDialog(QWidget* parent)
    : QDialog(parent)
    , search_(new QLineEdit(this))
    , list_(new QListWidget(this))
    , text_(new QTextBrowser(this))
{
    setWindowTitle(tr("Glossary"));
    search_->setPlaceholderText(tr("Search"));
    search_->setClearButtonEnabled(true);
    search_->setAccessibleName(tr("Search the glossary"));
    search_->installEventFilter(this);
    list_->setAccessibleName(tr("Terms"));
    text_->setAccessibleName(tr("Explanation"));
    for (const auto& term : glossary()) {
        auto* item = new QListWidgetItem(termText(term.name), list_);
        item->setData(Qt::UserRole, QString::fromStdString(term.key));
    }
    connect(search_, &QLineEdit::textChanged, this, &GlossaryDialog::filter);
    connect(list_, &QListWidget::currentItemChanged, this, &GlossaryDialog::showCurrent);
    list_->setCurrentRow(0);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false); // Enter belongs to the search
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* left = new QVBoxLayout;
    left->addWidget(search_);
    left->addWidget(list_, 1);
    auto* both = new QHBoxLayout;
    both->addLayout(left, 2);
    both->addWidget(text_, 3);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(both, 1);
    layout->addWidget(buttons);
    search_->setFocus();

    const int em = fontMetrics().height();
    resize(QSize(44 * em, 26 * em).boundedTo(screen()->availableSize() - QSize(40, 60)));
}

void GlossaryDialog::showTerm(const QString& key)
{
    if (!findTerm(key.toStdString()))
        return;
    search_->clear();
    for (int row = 0; row < list_->count(); ++row)
        if (list_->item(row)->data(Qt::UserRole) == key)
            list_->setCurrentRow(row);
}

// Shows the terms that have all words, and the one that answers best.
void GlossaryDialog::filter(const QString& words)
{
    const auto typed = words.simplified();
    const auto each = typed.split(u' ', Qt::SkipEmptyParts);
    int best = -1;
    int bestDistance = 3;
    for (int row = 0; row < list_->count(); ++row) {
        const auto& term = glossary()[static_cast<std::size_t>(row)];
        const bool isShown = says(term, each);
        list_->item(row)->setHidden(!isShown);
        if (isShown && distanceOf(term, typed) < bestDistance) {
            best = row;
            bestDistance = distanceOf(term, typed);
        }
    }
    if (best < 0) {
        text_->setPlainText(tr("There is no such term."));
        return;
    }
    if (!typed.isEmpty())
        list_->setCurrentRow(best);
    showCurrent();
}

void GlossaryDialog::showCurrent()
{
    const auto* item = list_->currentItem();
    const auto* term = item ? findTerm(item->data(Qt::UserRole).toString().toStdString()) : nullptr;
    if (!term)
        return;
    text_->setHtml(articleOf(*term));
    list_->scrollToItem(item);
}

bool GlossaryDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == search_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp ||
            key == Qt::Key_PageDown) {
            QCoreApplication::sendEvent(list_, event);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace logitscope
