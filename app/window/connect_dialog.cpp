#include "app/window/connect_dialog.h"

#include "app/window/model_opener.h"
#include "core/remote/remote_address.h"
#include "widgets/control/message_bar.h"
#include "widgets/look.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

QLabel* wrapping(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText); // a server's words come from outside
    label->setWordWrap(true);
    label->setProperty("muted", true);
    return label;
}

} // namespace

ConnectDialog::ConnectDialog(ModelOpener& opener, const QString& address, QWidget* parent)
    : QDialog(parent)
    , opener_(opener)
    , address_(new QLineEdit(address, this))
    , key_(new QLineEdit(this))
    , keepsKey_(new QCheckBox(tr("&Remember the key, where only you can read it"), this))
    , tokenizer_(new QLineEdit(this))
    , chooseTokenizer_(new QPushButton(tr("C&hoose…"), this))
    , state_(wrapping({}, this))
    , bar_(new QProgressBar(this))
    , connect_(new QPushButton(tr("&Connect"), this))
{
    setWindowTitle(tr("Connect to a server"));
    setModal(true);
    address_->setPlaceholderText("http://HOST:PORT");
    address_->setToolTip(tr("Where the server has several models, # and a name stand behind it."));
    key_->setEchoMode(QLineEdit::Password);
    key_->setPlaceholderText(tr("where the server asks for one"));
    keepsKey_->setChecked(true);
    keepsKey_->setToolTip(tr("In the desktop's keyring, or else in a file with mode 0600."));
    tokenizer_->setPlaceholderText(tr("only for vLLM and others that don't tell their tokens"));
    tokenizer_->setToolTip(tr("The folder with the model's tokenizer.json, or its vocab.json and "
                              "merges.txt."));
    chooseTokenizer_->setAccessibleName(tr("Choose the tokenizer's folder"));
    bar_->setRange(0, 0); // there is no saying how long
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Connecting"));
    makeLayout();

    connect(address_, &QLineEdit::textChanged, this, &ConnectDialog::takeAddress);
    connect(chooseTokenizer_, &QPushButton::clicked, this, &ConnectDialog::chooseTokenizer);
    connect(connect_, &QPushButton::clicked, this, &ConnectDialog::begin);
    connect(&opener_, &ModelOpener::opened, this, [this] {
        if (isConnecting_)
            accept();
    });
    connect(&opener_, &ModelOpener::failed, this, [this](const QString& sentence) {
        if (isConnecting_)
            showFailure(sentence);
    });
    setConnecting(false);
    takeAddress();
}

void ConnectDialog::makeLayout()
{
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    connect_->setProperty("primary", true); // before the box asks how large it is
    buttons->addButton(connect_, QDialogButtonBox::AcceptRole);
    connect_->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* tokenizer = new QHBoxLayout;
    tokenizer->addWidget(tokenizer_, 1);
    tokenizer->addWidget(chooseTokenizer_);

    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setSpacing(8);
    form->addRow(tr("&Address"), address_);
    form->addRow(tr("&Key"), key_);
    form->addRow(QString(), keepsKey_);
    form->addRow(tr("&Tokenizer"), tokenizer);
    qobject_cast<QLabel*>(form->labelForField(tokenizer))->setBuddy(tokenizer_);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(wrapping(tr("The model computes on the server: llama.cpp's, vLLM, or another "
                                  "Logitscope that lets clients read whole distributions. "
                                  "Sampling and charts stay here, so sliders never wait for it."),
                               this));
    layout->addLayout(form);
    layout->addWidget(state_);
    layout->addWidget(bar_);
    layout->addWidget(buttons);
    keepFitting(*this, [this] {
        const int wanted = fontMetrics().averageCharWidth() * 72;
        setMinimumWidth(parentWidget() ? std::min(wanted, parentWidget()->width()) : wanted);
    });
}

QString ConnectDialog::sentence() const
{
    return state_->property("error").toBool() ? state_->text() : QString();
}

QString ConnectDialog::place() const
{
    const auto typed = address_->text().trimmed();
    return typed.contains("://") ? typed : "http://" + typed;
}

// Qt doesn't make room for a sentence that wraps.
bool ConnectDialog::event(QEvent* event)
{
    const bool isTaken = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest)
        resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
    return isTaken;
}

// A key that is kept need not be typed again, nor a tokenizer's folder; but another server's is of
// no use.
void ConnectDialog::takeAddress()
{
    key_->setPlaceholderText(opener_.hasKey(place()) ? tr("the one that is kept for this server")
                                                     : tr("where the server asks for one"));
    const auto before = std::exchange(
        remembered_, QString::fromStdString(opener_.remoteOptions(place()).tokenizer.string()));
    if (tokenizer_->text() == before)
        tokenizer_->setText(remembered_);
}

void ConnectDialog::begin()
{
    const auto address = RemoteAddress::parse(place().toStdString());
    if (!address)
        return showFailure(QString::fromStdString(address.error().message));
    RemoteOptions options{.key = {}, .tokenizer = tokenizer_->text().trimmed().toStdString()};
    if (!key_->text().isEmpty())
        options.key = key_->text().toStdString();
    setConnecting(true);
    say(tr("Connecting to %1 …").arg(QString::fromStdString(address->authority)), false);
    opener_.connectTo(place(), options, keepsKey_->isChecked());
}

void ConnectDialog::showFailure(const QString& sentence)
{
    setConnecting(false);
    say(capitalised(sentence), true);
    address_->setFocus();
}

void ConnectDialog::say(const QString& sentence, bool isComplaint)
{
    state_->setText(sentence);
    state_->setVisible(!sentence.isEmpty());
    state_->setProperty("muted", !isComplaint);
    state_->setProperty("error", isComplaint);
    state_->style()->polish(state_);
}

void ConnectDialog::reject()
{
    if (std::exchange(isConnecting_, false))
        opener_.cancelConnecting();
    QDialog::reject();
}

void ConnectDialog::setConnecting(bool isConnecting)
{
    isConnecting_ = isConnecting;
    for (QWidget* part : std::initializer_list<QWidget*>{address_, key_, keepsKey_, tokenizer_,
                                                         chooseTokenizer_, connect_})
        part->setEnabled(!isConnecting);
    bar_->setVisible(isConnecting);
    say({}, false);
}

void ConnectDialog::chooseTokenizer()
{
    const auto folder = QFileDialog::getExistingDirectory(
        this, tr("The folder with the model's tokenizer.json, or vocab.json and merges.txt"),
        tokenizer_->text());
    if (!folder.isEmpty())
        tokenizer_->setText(folder);
}

} // namespace logitscope
