#include "app/learn/lesson_bar.h"

#include "app/learn/lesson_player.h"
#include "app/learn/lesson_text.h"
#include "widgets/control/elided_label.h"
#include "widgets/look.h"
#include "widgets/text/live_region.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>

namespace logitscope
{

LessonBar::LessonBar(const LessonPlayer& player, QWidget* parent)
    : QWidget(parent)
    , player_(player)
    , title_(new ElidedLabel(this))
    , done_(new QLabel(tr("✓ Done"), this))
    , example_(new QToolButton(this))
    , note_(new QToolButton(this))
    , reset_(new QToolButton(this))
    , back_(new QToolButton(this))
    , next_(new QToolButton(this))
    , leave_(new QToolButton(this))
    , text_(new LessonText(this))
    , live_(new LiveRegion(this))
{
    setAccessibleName(tr("Lesson"));
    text_->setAccessibleName(tr("What to do in this scene"));
    done_->setProperty("pill", true);
    done_->setToolTip(tr("What the scene asks for has been done."));
    example_->setText(tr("Example"));
    example_->setCheckable(true);
    example_->setToolTip(tr("A worked example with the model's numbers; it may give the answer."));
    note_->setText(tr("Note"));
    note_->setToolTip(tr("The teacher's note (N)."));
    reset_->setText(tr("Reset"));
    reset_->setToolTip(tr("Begin this scene again (F4)."));
    reset_->setAccessibleName(tr("Reset scene"));
    back_->setText(QStringLiteral("←"));
    back_->setAccessibleName(tr("Back"));
    back_->setToolTip(tr("The scene before (Page Up)."));
    next_->setText(QStringLiteral("→"));
    next_->setAccessibleName(tr("Next"));
    next_->setToolTip(tr("The next scene (Page Down)."));
    leave_->setText(tr("Leave"));
    leave_->setToolTip(tr("End the lesson; what was there before comes back."));
    for (auto* button : {example_, note_, reset_, back_, next_, leave_}) {
        button->setProperty("compact", true);
        button->setFocusPolicy(Qt::TabFocus); // a click leaves the keyboard where it is
    }

    auto* head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(title_, 1);
    head->addWidget(done_);
    for (auto* button : {example_, note_, reset_, back_, next_, leave_})
        head->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 6, 16, 4);
    layout->setSpacing(2);
    layout->addLayout(head);
    layout->addWidget(text_);

    connect(example_, &QToolButton::toggled, this, &LessonBar::showText);
    connect(text_, &LessonText::wholeHeightChanged, this, &LessonBar::fit);
    keepFitting(*this, [this] {
        title_->setFont(inBold(font()));
        fit();
    });
    hide();
}

void LessonBar::showScene()
{
    const auto scene = QString::fromStdString(player_.scene().title);
    const auto place = tr("Scene %1 of %2").arg(player_.sceneIndex() + 1).arg(player_.sceneCount());
    const auto lesson = QString::fromStdString(player_.lesson().title);
    title_->setText(
        tr("%1 · %2: %3").arg(lesson, place, scene),
        {tr("%1: %2").arg(place, scene),
         tr("%1/%2 %3").arg(player_.sceneIndex() + 1).arg(player_.sceneCount()).arg(scene)});
    title_->setAccessibleName(title_->text());
    example_->setVisible(!player_.scene().example.empty());
    note_->setVisible(!player_.scene().note.empty());
    back_->setEnabled(player_.sceneIndex() > 0);
    next_->setEnabled(player_.nextScene());
    done_->setVisible(player_.isDone());
    text_->setFolder(player_.folder());
    showText();
}

void LessonBar::showDone()
{
    done_->show();
    live_->say(tr("Done: %1").arg(QString::fromStdString(player_.scene().title)));
}

void LessonBar::setExampleShown(bool isShown)
{
    example_->setChecked(isShown);
}

void LessonBar::showText()
{
    if (!player_.isOpen())
        return;
    auto text = player_.text();
    if (example_->isChecked() && !player_.scene().example.empty())
        text += QStringLiteral("\n\n") + player_.example();
    text_->showMarkdown(text);
}

void LessonBar::fit()
{
    const auto margins = layout()->contentsMargins();
    int head = title_->sizeHint().height();
    for (const auto* button : {example_, note_, reset_, back_, next_, leave_})
        head = std::max(head, button->sizeHint().height());
    const int around = margins.top() + head + layout()->spacing() + margins.bottom();
    const int most = window()->height() / 3 - around;
    const int line = text_->fontMetrics().lineSpacing() + 2;
    text_->setFixedHeight(std::max(line, std::min(text_->wholeHeight(), most)));
}

QSize LessonBar::minimumSizeHint() const
{
    return {0, QWidget::minimumSizeHint().height()};
}

void LessonBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

void LessonBar::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    window()->installEventFilter(this);
    fit();
}

bool LessonBar::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == window() && event->type() == QEvent::Resize)
        fit();
    return QWidget::eventFilter(watched, event);
}

void LessonBar::paintEvent(QPaintEvent*)
{
    const auto& theme = themeOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.border);
}

} // namespace logitscope
