#include "app/serve/address_card.h"

#include "app/page/copy_button.h"
#include "app/serve/client_access.h"
#include "widgets/control/elided_label.h"
#include "widgets/look.h"
#include "widgets/text/token_font.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace logitscope
{

namespace
{

constexpr std::size_t mostAddresses = 3; // one for each network that the machine is in

// What is typed from the screen has no ligatures: the font would draw one for "://".
QFont addressFont(const QFont& like, double scale)
{
    auto font = tokenFont(like, scale);
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

} // namespace

AddressCard::AddressCard(QWidget* parent)
    : Card(parent)
    , caption_(new ElidedLabel(this))
    , grid_(new QGridLayout)
{
    caption_->setMuted(true);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(6);
    grid_->setVerticalSpacing(2);
    grid_->setColumnStretch(2, 1);
    for (std::size_t i = 0; i < mostAddresses; ++i)
        addresses_.push_back(makeLine(i == 0 ? tr("Address") : tr("or"), tr("Copy the address")));
    key_ = makeLine(tr("API key"), tr("Copy the API key"));
    curl_ = makeLine(tr("Try it"), tr("Copy the line for a terminal"));
    curl_.text->setWordWrap(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 10, 10);
    layout->setSpacing(4);
    layout->addWidget(caption_);
    layout->addLayout(grid_);
    keepFitting(*this, [this] { applyFont(); });
}

AddressCard::Line AddressCard::makeLine(const QString& name, const QString& copies)
{
    const Line line{new QLabel(name, this), new QLabel(this), new CopyButton(copies, this)};
    line.name->setProperty("muted", true);
    line.text->setTextFormat(Qt::PlainText);
    line.text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    line.text->setMinimumWidth(1);             // a large zoom cuts it before it widens the window
    line.text->setAccessibleDescription(name); // its name is what it says
    const int row = grid_->rowCount();
    grid_->addWidget(line.name, row, 0);
    grid_->addWidget(line.copy, row, 1);
    grid_->addWidget(line.text, row, 2);
    return line;
}

void AddressCard::setText(const Line& line, const QString& text) const
{
    line.text->setText(text);
    line.copy->setTextToCopy(text);
    for (auto* part : std::initializer_list<QWidget*>{line.name, line.text, line.copy})
        part->setVisible(!text.isEmpty() && !(presenting_ && line.text == curl_.text));
}

void AddressCard::setAddresses(const QStringList& baseUrls, const QString& apiKey)
{
    for (std::size_t i = 0; i < addresses_.size(); ++i)
        setText(addresses_[i], baseUrls.value(static_cast<qsizetype>(i)));
    setText(key_, apiKey);
    setText(curl_, curlLine(baseUrls.value(0), apiKey));
}

void AddressCard::setModel(const QString& name)
{
    caption_->setText(tr("OpenAI-compatible endpoint (model: %1)").arg(name));
}

void AddressCard::setPresenting(bool presenting)
{
    presenting_ = presenting;
    setText(curl_, curl_.text->text());
    applyFont();
}

QStringList AddressCard::addresses() const
{
    QStringList texts;
    for (const auto& line : addresses_)
        texts << line.text->text();
    texts.removeAll(QString());
    return texts;
}

QString AddressCard::curlText() const
{
    return curl_.text->text();
}

void AddressCard::applyFont()
{
    const double large = presenting_ ? 2.0 : 1.5; // of the interface's font
    for (const auto& line : addresses_)
        line.text->setFont(addressFont(font(), large));
    key_.text->setFont(addressFont(font(), presenting_ ? large : 1.0));
    curl_.text->setFont(addressFont(font(), 0.9));
}

} // namespace logitscope
