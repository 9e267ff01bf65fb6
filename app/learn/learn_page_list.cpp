// Which lessons the Learn page lists, and what it says of them.
#include "app/learn/learn_page.h"
#include "app/learn/lesson_delegate.h"
#include "app/learn/lesson_text.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/segmented_switch.h"

#include <QDir>
#include <QListWidget>
#include <QScrollBar>

namespace logitscope
{

namespace
{

// As it stands, whatever Markdown would make of it.
QString escaped(const std::string& text)
{
    QString all;
    for (const auto letter : QString::fromStdString(text)) {
        if (letter.isPunct() || letter.isSymbol())
            if (letter.unicode() < 128)
                all += u'\\';
        all += letter;
    }
    return all;
}

void describe(const ListedLesson& listed, QListWidgetItem& item)
{
    const auto title = listed.lesson ? QString::fromStdString(listed.lesson->title)
                                     : QString::fromStdString(listed.file.filename().string());
    const auto minutes =
        listed.lesson ? LearnPage::tr("%1 min").arg(listed.lesson->minutes) : QString();
    const auto teaches = QString::fromStdString(listed.lesson ? listed.lesson->teaches
                                                              : listed.lesson.error().message);
    item.setText(listed.lesson ? QStringLiteral("%1\n%2 · %3").arg(title, minutes, teaches)
                               : QStringLiteral("%1\n%2").arg(title, teaches));
    item.setData(LessonDelegate::Title, title);
    item.setData(LessonDelegate::Minutes, minutes);
    item.setData(LessonDelegate::Teaches, teaches);
}

QString detailsOf(const ListedLesson& listed)
{
    if (!listed.lesson)
        return LearnPage::tr("## %1\n\nThis lesson can't be used.\n\n%2")
            .arg(escaped(listed.file.filename().string()), escaped(listed.lesson.error().message));
    const auto& lesson = *listed.lesson;
    auto text =
        QStringLiteral("## %1\n\n%2\n\n").arg(escaped(lesson.title), escaped(lesson.teaches));
    if (!lesson.misconception.empty())
        text += LearnPage::tr("**Many think:** %1").arg(escaped(lesson.misconception)) + "\n\n";
    if (!lesson.limits.empty())
        text += LearnPage::tr("**Limits:** %1").arg(escaped(lesson.limits)) + "\n\n";
    text += LearnPage::tr("**%1 minutes, in these scenes:**").arg(lesson.minutes) + "\n\n";
    int number = 0;
    for (const auto& scene : lesson.scenes)
        text += QStringLiteral("%1. %2\n").arg(++number).arg(escaped(scene.title));
    return text;
}

} // namespace

void LearnPage::look()
{
    const auto* listed = selected();
    const auto before = listed ? listed->file : std::filesystem::path();
    lessons_ = listLessons(bundledLessonFolder(), ownFolder_.toStdString());
    showList();
    for (std::size_t row = 0; row < shown_.size(); ++row)
        if (shown_[row]->file == before)
            list_->setCurrentRow(static_cast<int>(row));
}

void LearnPage::showList()
{
    const int pack = packs_->value();
    shown_.clear();
    for (const auto& listed : lessons_) {
        if (pack == everyLesson || listed.isOfPack(pack) || (pack == ownLessons && listed.isOwn))
            shown_.push_back(&listed);
    }
    list_->clear();
    for (const auto* listed : shown_)
        describe(*listed, *new QListWidgetItem(list_)); // which the list owns
    list_->setCurrentRow(shown_.empty() ? -1 : 0);
    showDetails();
    int minutes = 0;
    for (const auto* listed : shown_)
        minutes += listed->lesson ? listed->lesson->minutes : 0;
    status_->showSentence(
        tr("%n lesson(s), %1 min", nullptr, static_cast<int>(shown_.size())).arg(minutes));
}

const ListedLesson* LearnPage::selected() const
{
    const int row = list_->currentRow();
    return row < 0 || row >= static_cast<int>(shown_.size())
               ? nullptr
               : shown_[static_cast<std::size_t>(row)];
}

QString LearnPage::nothingShown() const
{
    return packs_->value() == ownLessons
               ? tr("You have no lessons of your own yet. Copy one, or press New lesson; or drop a "
                    "file on the window to open it.\n\nYour folder is %1.")
                     .arg(escaped(QDir::toNativeSeparators(ownFolder_).toStdString()))
               : tr("There are no lessons here.");
}

void LearnPage::showDetails()
{
    const auto* listed = selected();
    details_->showMarkdown(listed ? detailsOf(*listed) : nothingShown());
    details_->verticalScrollBar()->setValue(0);
    updateControls();
}

} // namespace logitscope
