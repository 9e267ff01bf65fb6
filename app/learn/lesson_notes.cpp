#include "app/learn/lesson_notes.h"

#include "app/learn/lesson_player.h"
#include "app/learn/lesson_text.h"
#include "widgets/control/icons.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace logitscope
{

namespace
{

QString noteOf(const LessonPlayer& player)
{
    return player.scene().note.empty() ? LessonNote::tr("This scene has no note.") : player.note();
}

} // namespace

LessonNote::LessonNote(const LessonPlayer& player, QWidget& over)
    : Card(&over)
    , player_(player)
    , over_(over)
    , title_(new QLabel(tr("Note for the teacher"), this))
    , close_(new QToolButton(this))
    , text_(new LessonText(this))
{
    setAccessibleName(title_->text());
    text_->setAccessibleName(title_->text());
    title_->setProperty("muted", true);
    close_->setProperty("quiet", true);
    close_->setToolTip(tr("Close the note (N)."));
    close_->setAccessibleName(tr("Close the note"));
    connect(close_, &QToolButton::clicked, this, &QWidget::hide);
    auto* head = new QHBoxLayout;
    head->addWidget(title_, 1);
    head->addWidget(close_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 6, 8, 8);
    layout->setSpacing(2);
    layout->addLayout(head);
    layout->addWidget(text_, 1);
    over.installEventFilter(this);
    connect(text_, &LessonText::wholeHeightChanged, this, &LessonNote::place);
    keepFitting(*this, [this] {
        showIcon(*close_, "close", themeOf(palette()).text, fontMetrics().height());
        place();
    });
    hide();
}

void LessonNote::showScene()
{
    text_->setFolder(player_.folder());
    text_->showMarkdown(noteOf(player_));
    place();
}

// As high as the note is, up to half of what it covers.
void LessonNote::place()
{
    constexpr int margin = 16;
    const auto margins = layout()->contentsMargins();
    const int head = std::max(title_->sizeHint().height(), close_->sizeHint().height());
    const int wanted =
        margins.top() + head + layout()->spacing() + text_->wholeHeight() + margins.bottom() + 4;
    const int height = std::min(wanted, over_.height() / 2);
    setGeometry(margin, over_.height() - height - margin, over_.width() - 2 * margin, height);
}

void LessonNote::showEvent(QShowEvent* event)
{
    Card::showEvent(event);
    place();
    raise();
}

bool LessonNote::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == &over_ && event->type() == QEvent::Resize)
        place();
    return Card::eventFilter(watched, event);
}

NotesWindow::NotesWindow(const LessonPlayer& player, QWidget* parent)
    : QWidget(parent, Qt::Window)
    , player_(player)
    , title_(new QLabel(this))
    , time_(new QLabel(this))
    , text_(new LessonText(this))
    , next_(new QLabel(this))
{
    setWindowTitle(tr("Notes — Logitscope"));
    setAttribute(Qt::WA_ShowWithoutActivating); // the keyboard stays with the lesson
    for (auto* label : {title_, time_, next_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    time_->setAccessibleName(tr("Time"));
    text_->setAccessibleName(tr("Note for the teacher"));
    next_->setProperty("muted", true);
    auto* card = new Card(this);
    card->hold(text_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->addWidget(time_);
    layout->addWidget(title_);
    layout->addWidget(card, 1);
    layout->addWidget(next_);
    keepFitting(*this, [this] {
        title_->setFont(inBold(scaled(font(), 1.3)));
        time_->setFont(scaled(font(), 1.6));
    });
    everySecond_.setInterval(1000);
    connect(&everySecond_, &QTimer::timeout, this, &NotesWindow::showTime);
    everySecond_.start();
    resize(720, 560);
}

void NotesWindow::showScene()
{
    if (!player_.isOpen())
        return;
    title_->setText(tr("Scene %1 of %2: %3")
                        .arg(player_.sceneIndex() + 1)
                        .arg(player_.sceneCount())
                        .arg(QString::fromStdString(player_.scene().title)));
    text_->setFolder(player_.folder());
    text_->showMarkdown(noteOf(player_));
    const auto* next = player_.nextScene();
    next_->setText(next ? tr("Next: %1").arg(QString::fromStdString(next->title))
                        : tr("This is the last scene."));
    showTime();
}

void NotesWindow::showTime()
{
    if (player_.isOpen())
        time_->setText(lessonTimeText(player_.seconds(), player_.lesson().minutes));
}

void NotesWindow::closeEvent(QCloseEvent* event)
{
    QWidget::closeEvent(event);
    emit closed();
}

QString lessonTimeText(qint64 seconds, int minutes)
{
    const auto passed = NotesWindow::tr("%1:%2 of %3 min")
                            .arg(seconds / 60)
                            .arg(seconds % 60, 2, 10, QLatin1Char('0'))
                            .arg(minutes);
    const qint64 left = minutes - (seconds + 59) / 60; // whole minutes
    const qint64 over = seconds / 60 - minutes;
    const auto rest = left > 0    ? NotesWindow::tr("%1 min left").arg(left)
                      : left == 0 ? NotesWindow::tr("less than a minute left")
                      : over == 0 ? NotesWindow::tr("time is up")
                                  : NotesWindow::tr("%1 min over").arg(over);
    return passed + QStringLiteral(" · ") + rest;
}

} // namespace logitscope
