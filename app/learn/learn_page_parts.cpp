// What the parts of the Learn page are.
#include "app/learn/learn_page.h"
#include "app/learn/lesson_text.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/segmented_switch.h"

#include <QCheckBox>
#include <QListWidget>
#include <QPushButton>
#include <QToolButton>

namespace logitscope
{

std::vector<PagePart> LearnPage::parts() const
{
    return {
        {{packs_},
         tr("Packs"),
         tr("Lessons that fill a class of 15, 30 or 60 minutes, all of them, or your own.")},
        {{list_},
         tr("Lessons"),
         tr("Every lesson with its minutes and what it teaches; a double click starts one.")},
        {{status_}, tr("Status"), tr("How many lessons there are, and their minutes together.")},
        {{newLesson_},
         tr("New lesson"),
         tr("Puts a template into your folder, for a lesson of your own.")},
        {{details_},
         tr("Lesson"),
         tr("What it teaches, what many think otherwise, the limits of its analogy, its scenes.")},
        {{start_},
         tr("Start"),
         tr("Begins with the first scene; what the pages show now comes back at the end.")},
        {{lock_, phrase_},
         tr("Locked"),
         tr("A lesson that is started locked can only be left with your phrase.")},
        {{handout_, print_}, tr("Handout"), tr("One page of paper with space for predictions.")},
        {{copy_, folder_},
         tr("File"),
         tr("Copies the lesson's file to your folder, or shows where it is.")},
    };
}

} // namespace logitscope
