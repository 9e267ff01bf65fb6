#include "widgets/control/message_bar.h"

#include "widgets/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>

namespace logitscope
{

QString capitalised(QString sentence)
{
    const auto word = QStringView(sentence).left(sentence.indexOf(' '));
    if (!word.isEmpty() && std::ranges::all_of(word, [](QChar c) { return c.isLetter(); }))
        sentence[0] = sentence[0].toUpper();
    return sentence;
}

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent)
    , label_(new QLabel(this))
    , line_(new QHBoxLayout)
    , below_(new QHBoxLayout)
{
    label_->setWordWrap(true);
    label_->setTextFormat(Qt::PlainText); // file names come from outside
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = new QToolButton(this);
    close->setText("✕");
    close->setProperty("quiet", true);
    close->setToolTip(tr("Close this message."));
    close->setAccessibleName(tr("Close this message"));

    line_->addWidget(label_, 1);
    line_->addWidget(close, 0, Qt::AlignTop);
    below_->addStretch(1);
    auto* lines = new QVBoxLayout(this);
    lines->setContentsMargins(10, 6, 6, 6);
    lines->setSpacing(0);
    lines->addLayout(line_);
    lines->addLayout(below_);
    connect(close, &QToolButton::clicked, this, [this] {
        hide();
        emit closed();
    });
    hide();
}

void MessageBar::showSentence(const QString& sentence)
{
    say(capitalised(sentence), "error");
}

void MessageBar::showNotice(const QString& sentence, const std::vector<Offer>& offers)
{
    say(sentence, "notice");
    for (const auto& offer : offers) {
        auto* button = new QToolButton(this);
        button->setText(offer.text);
        connect(button, &QToolButton::clicked, this, offer.accept);
        if (offersBelow_)
            below_->insertWidget(below_->count() - 1, button); // from the left
        else
            line_->insertWidget(line_->count() - 1, button, 0, Qt::AlignTop); // before the cross
        offers_.push_back(button);
    }
    stackWhereNarrow(*below_, layout()->contentsRect().width());
}

void MessageBar::say(const QString& sentence, const char* kind)
{
    for (auto* button : offers_) { // which may be the one that was pressed
        button->hide();
        button->deleteLater();
    }
    offers_.clear();
    label_->setText(sentence);
    setProperty("message", kind);
    for (auto* styled : std::initializer_list<QWidget*>{this, label_})
        styled->style()->polish(styled); // by the rules for this kind
    setVisible(!sentence.isEmpty());
}

void MessageBar::setOffersBelow()
{
    offersBelow_ = true;
    below_->setContentsMargins(0, 4, 0, 4);
    below_->setSpacing(8);
}

void MessageBar::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    stackWhereNarrow(*below_, layout()->contentsRect().width());
}

QString MessageBar::sentence() const
{
    return isHidden() ? QString() : label_->text();
}

} // namespace logitscope
