#include "widgets/control/message_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace logitscope
{

QString capitalised(QString sentence)
{
    const auto word = QStringView(sentence).left(sentence.indexOf(' '));
    if (!word.isEmpty() && std::ranges::all_of(word, [](QChar c) { return c.isLetter(); }))
        sentence[0] = sentence[0].toUpper();
    return sentence;
}

MessageBar::MessageBar(QWidget* parent) : QFrame(parent), label_(new QLabel(this))
{
    setProperty("message", true);
    label_->setWordWrap(true);
    label_->setTextFormat(Qt::PlainText); // file names come from outside
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = new QToolButton(this);
    close->setText("✕");
    close->setProperty("quiet", true);
    close->setToolTip(tr("Close this message."));
    close->setAccessibleName(tr("Close this message"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->addWidget(label_, 1);
    layout->addWidget(close, 0, Qt::AlignTop);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void MessageBar::showSentence(const QString& sentence)
{
    label_->setText(capitalised(sentence));
    setVisible(!sentence.isEmpty());
}

QString MessageBar::sentence() const
{
    return isHidden() ? QString() : label_->text();
}

} // namespace logitscope
