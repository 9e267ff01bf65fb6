#include "app/learn/phrase_dialog.h"

#include "app/learn/lesson_phrase.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace logitscope
{

PhraseDialog::PhraseDialog(LessonPhrase& phrase, Asks asks, const QString& sentence,
                           QWidget* parent, std::chrono::milliseconds wait)
    : QDialog(parent)
    , phrase_(phrase)
    , asks_(asks)
    , wait_(wait)
    , field_(new QLineEdit(this))
    , again_(new QLineEdit(this))
    , problem_(new QLabel(this))
{
    setWindowTitle(tr("Locked lesson"));
    auto* explanation = new QLabel(sentence, this);
    explanation->setTextFormat(Qt::PlainText);
    explanation->setWordWrap(true);
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    problem_->setProperty("error", true);
    for (auto* field : {field_, again_}) {
        field->setEchoMode(QLineEdit::Password);
        field->setMinimumWidth(fontMetrics().averageCharWidth() * 32);
        connect(field, &QLineEdit::textChanged, this, &PhraseDialog::updateButton);
    }
    auto* form = new QFormLayout;
    form->addRow(asks_ == Asks::ForPhrase ? tr("Phrase") : tr("New phrase"), field_);
    form->addRow(tr("Once more"), again_);
    form->setRowVisible(again_, asks_ == Asks::ForNewPhrase);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    ok_ = buttons->button(QDialogButtonBox::Ok);
    connect(buttons, &QDialogButtonBox::accepted, this, &PhraseDialog::check);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(explanation);
    layout->addLayout(form);
    layout->addWidget(problem_);
    layout->addWidget(buttons);

    waiting_.setSingleShot(true);
    connect(&waiting_, &QTimer::timeout, this, &PhraseDialog::updateButton);
    if (const auto left = phrase_.waitingTime(); asks_ == Asks::ForPhrase && left.count() > 0)
        waitFor(left, tr("The last phrase was wrong."));
    updateButton();
    field_->setFocus();
}

void PhraseDialog::check()
{
    if (!ok_->isEnabled()) // Enter in a field
        return;
    if (asks_ == Asks::ForNewPhrase) {
        phrase_.set(field_->text());
        return accept();
    }
    if (phrase_.matches(field_->text()))
        return accept();
    field_->selectAll();
    waitFor(phrase_.countWrongTry(wait_), tr("That is not the phrase."));
    updateButton();
}

void PhraseDialog::waitFor(std::chrono::milliseconds time, const QString& reason)
{
    waiting_.start(time);
    problem_->setText(
        tr("%1 Try again in %2 s.").arg(reason, QString::number((time.count() + 999) / 1000)));
}

void PhraseDialog::updateButton()
{
    const auto typed = field_->text().trimmed();
    const bool isNew = asks_ == Asks::ForNewPhrase;
    const bool differs = isNew && !again_->text().isEmpty() && again_->text() != field_->text();
    if (isNew)
        problem_->setText(differs ? tr("The two are not the same.") : QString());
    ok_->setEnabled(!typed.isEmpty() && !waiting_.isActive() &&
                    (!isNew || again_->text() == field_->text()));
}

} // namespace logitscope
