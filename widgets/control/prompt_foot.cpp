#include "widgets/control/prompt_foot.h"

#include "widgets/control/prompt_field.h"
#include "widgets/control/token_count.h"

#include <QCheckBox>
#include <QHBoxLayout>

namespace logitscope
{

PromptFoot::PromptFoot(PromptField& field, QWidget* parent)
    : QWidget(parent)
    , count_(new TokenCount(field, this))
    , specialTokens_(new QCheckBox(tr("Special tokens"), this))
{
    specialTokens_->setToolTip(
        tr("The marked parts of the prompt are special tokens of this model, each read as one "
           "token. Unchecked: they are read as ordinary text."));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(count_, 1);
    layout->addWidget(specialTokens_, 0, Qt::AlignTop);

    const auto follow = [this, &field] {
        specialTokens_->setVisible(field.hasSpecialTokens());
        specialTokens_->setChecked(field.reading() == SpecialTokens::Recognised);
    };
    connect(&field, &PromptField::specialTokensChanged, this, follow);
    connect(specialTokens_, &QCheckBox::toggled, this, [&field](bool checked) {
        field.setReading(checked ? SpecialTokens::Recognised : SpecialTokens::AsText);
    });
    follow();
}

} // namespace logitscope
