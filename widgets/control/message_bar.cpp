#include "widgets/control/message_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

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
    , line_(new QHBoxLayout(this))
{
    label_->setWordWrap(true);
    label_->setTextFormat(Qt::PlainText); // file names come from outside
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = new QToolButton(this);
    close->setText("✕");
    close->setProperty("quiet", true);
    close->setToolTip(tr("Close this message."));
    close->setAccessibleName(tr("Close this message"));

    line_->setContentsMargins(10, 6, 6, 6);
    line_->addWidget(label_, 1);
    line_->addWidget(close, 0, Qt::AlignTop);
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
        line_->insertWidget(line_->count() - 1, button, 0, Qt::AlignTop); // before the cross
        offers_.push_back(button);
    }
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

QString MessageBar::sentence() const
{
    return isHidden() ? QString() : label_->text();
}

} // namespace logitscope
