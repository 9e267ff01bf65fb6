#include "app/compare/strategy_dialog.h"

#include "widgets/control/sampler_panel.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace logitscope
{

StrategyDialog::StrategyDialog(const Strategy& strategy, int vocabularySize, QWidget* parent)
    : QDialog(parent)
    , given_(strategy)
    , named_(!findStrategy(strategy.name))
    , name_(new QLineEdit(QString::fromStdString(readableName(strategy.name)), this))
    , sampler_(new SamplerPanel(this))
{
    setWindowTitle(tr("Strategy"));
    setModal(true);
    name_->setAccessibleName(tr("Name"));
    name_->setMaxLength(60);
    name_->selectAll();
    if (vocabularySize > 0)
        sampler_->setVocabularySize(vocabularySize);
    sampler_->setSettings(strategy.settings);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    ok_ = buttons->button(QDialogButtonBox::Ok);
    ok_->setProperty("primary", true);
    ok_->style()->polish(ok_); // the box has asked how large it is
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(name_, &QLineEdit::textEdited, this, [this] { named_ = true; });
    connect(sampler_, &SamplerPanel::settingsChanged, this, &StrategyDialog::followSettings);
    connect(name_, &QLineEdit::textChanged, this,
            [this](const QString& text) { ok_->setEnabled(!text.trimmed().isEmpty()); });

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(8);
    auto* label = new QLabel(tr("Name"), this);
    label->setBuddy(name_);
    layout->addWidget(label);
    layout->addWidget(name_);
    layout->addSpacing(4);
    layout->addWidget(sampler_);
    layout->addSpacing(8);
    layout->addWidget(buttons);
}

Strategy StrategyDialog::strategy() const
{
    Strategy strategy = given_;
    strategy.name = name_->text().trimmed().toStdString();
    strategy.settings = sampler_->settings();
    const auto* known = findStrategy(strategy.settings);
    if (known && strategy.name == known->readableName)
        strategy.name = known->name;
    if (strategy.settings != given_.settings) { // the old sentence is about other numbers
        strategy.description =
            known ? known->description : tr("Settings of your own.").toStdString();
    }
    return strategy;
}

void StrategyDialog::followSettings()
{
    if (named_)
        return;
    const auto* known = findStrategy(sampler_->settings());
    name_->setText(known ? QString::fromStdString(known->readableName) : tr("custom"));
}

} // namespace logitscope
