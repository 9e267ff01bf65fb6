#include "widgets/control/seed_box.h"

#include "widgets/control/tool_tip.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>
#include <QToolButton>

namespace logitscope
{

namespace
{

constexpr int largestRolledSeed = 99'999; // short enough to read aloud and to type again

} // namespace

SeedBox::SeedBox(QWidget* parent)
    : QWidget(parent)
    , field_(new QLineEdit(this))
    , reroll_(new QToolButton(this))
{
    field_->setValidator(
        new QRegularExpressionValidator(QRegularExpression("[0-9]{0,20}"), field_));
    field_->setAlignment(Qt::AlignRight);
    field_->setAccessibleName(tr("Seed"));
    field_->setToolTip(termToolTip("seed"));
    reroll_->setAccessibleName(tr("New seed"));
    reroll_->setToolTip(tr("Choose a new seed at random."));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(field_, 1);
    layout->addWidget(reroll_);
    setFocusProxy(field_);
    setSeed(seed_);

    connect(field_, &QLineEdit::editingFinished, this, &SeedBox::takeTyped);
    connect(reroll_, &QToolButton::clicked, this, [this] {
        setSeed(QRandomGenerator::global()->bounded(1, largestRolledSeed + 1));
        emit seedChanged(seed_);
    });
}

void SeedBox::setSeed(std::uint64_t seed)
{
    seed_ = seed;
    field_->setText(QString::number(seed));
}

void SeedBox::takeTyped()
{
    bool usable = false;
    const auto typed = field_->text().toULongLong(&usable);
    const bool changed = usable && typed != seed_;
    setSeed(usable ? typed : seed_); // 20 digits can be too large: the last good seed comes back
    if (changed)
        emit seedChanged(seed_);
}

} // namespace logitscope
