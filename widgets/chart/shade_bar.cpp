#include "widgets/chart/shade_bar.h"

#include "core/text/repeated_passages.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/control/stage_card.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr int beside = 8;
constexpr int below = 4;

QString explanationOf(ShadeBy by)
{
    if (by == ShadeBy::Removed)
        return ShadeBar::tr("Which stage of the present settings removes each token. Looks back at "
                            "the whole text.");
    return shadeEntry({by}).explanation;
}

} // namespace

ShadeBar::ShadeBar(QWidget* parent)
    : QWidget(parent)
    , label_(new QLabel(tr("Shade by"), this))
    , choices_(new QWidget(this))
    , choice_(new QComboBox(choices_))
    , repeats_(new QToolButton(choices_))
    , legend_(new ShadeLegend(this))
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    label_->setProperty("muted", true);
    choice_->setProperty("quiet", true);
    choice_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    choice_->setAccessibleName(tr("Shade by"));
    choice_->setToolTip(tr("What the shade behind each token says."));
    for (int i = 0; i < shadeCount; ++i) {
        const auto by = static_cast<ShadeBy>(i);
        choice_->addItem(shadeName(by));
        choice_->setItemData(i, explanationOf(by), Qt::ToolTipRole);
    }
    repeats_->setText(tr("Repeats"));
    repeats_->setCheckable(true);
    repeats_->setProperty("quiet", true);
    repeats_->setToolTip(
        tr("Mark passages of at least %1 tokens that the text has had before.").arg(leastRepeated));
    auto* line = new QHBoxLayout(choices_);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(2);
    line->addWidget(choice_);
    line->addWidget(repeats_);
    connect(repeats_, &QToolButton::toggled, this, &ShadeBar::showEntries);
    connect(choice_, &QComboBox::currentIndexChanged, this,
            [this](int index) { setShadeBy(static_cast<ShadeBy>(index)); });
    showEntries();
}

void ShadeBar::setShadeBy(ShadeBy by)
{
    if (by == scale_.by)
        return;
    if (by != ShadeBy::Removed)
        before_ = by;
    ShadeScale scale = scale_;
    scale.by = by;
    showScale(scale);
}

void ShadeBar::setVocabularySize(int size)
{
    ShadeScale scale = scale_;
    scale.vocabularySize = size;
    if (scale != scale_)
        showScale(scale);
}

void ShadeBar::showScale(const ShadeScale& scale)
{
    scale_ = scale;
    choice_->setCurrentIndex(static_cast<int>(scale.by));
    showEntries();
    emit changed(scale);
}

void ShadeBar::setLookingBack(bool isLookingBack)
{
    if (isLookingBack == isLookingBack_)
        return;
    isLookingBack_ = isLookingBack;
    if (!isLookingBack && scale_.by == ShadeBy::Removed)
        setShadeBy(before_);
    showEntries();
}

void ShadeBar::setStages(std::span<const StageKind> removing)
{
    if (std::ranges::equal(removing, removing_))
        return;
    removing_.assign(removing.begin(), removing.end());
    showEntries();
}

void ShadeBar::showEntries()
{
    std::vector<LegendEntry> entries;
    if (scale_.by == ShadeBy::Removed) {
        entries.push_back({LegendSign::Kept, tr("kept"), {}, tr("The present settings keep it.")});
        for (const auto stage : removing_)
            entries.push_back({LegendSign::Removed, tr("removed by %1").arg(stageName(stage)),
                               stageName(stage), stageExplanation(stage), stage});
    } else {
        entries.push_back(shadeEntry(scale_));
        entries.front().words.clear(); // the choice says them
    }
    if (isLookingBack_) {
        entries.push_back({LegendSign::Struck, tr("now impossible"), tr("not kept"),
                           tr("The present settings don't keep this token. The line has the "
                              "colour of the stage that removes it.")});
        entries.push_back({LegendSign::Replaced, tr("now replaced"), tr("replaced"),
                           tr("The present settings keep this token, but with them the same "
                              "random numbers pick another in its place.")});
    }
    if (repeats_->isChecked())
        entries.push_back({LegendSign::Repeated,
                           tr("said before"),
                           {},
                           tr("This passage stands earlier in the text too. The same passage has "
                              "the same line.")});
    legend_->setEntries(std::move(entries));
    legend_->setAccessibleName(shadeCaption(scale_.by));
    updateGeometry();
    place();
}

// The legend behind the choice, unless it takes fewer lines below it.
ShadeBar::Places ShadeBar::placesFor(int width) const
{
    const QSize choice = choices_->sizeHint();
    const QSize label = label_->sizeHint();
    const QSize legend = legend_->sizeHint(); // in one line
    const auto centred = [](int x, QSize size, int height) {
        return QRect(QPoint(x, (height - size.height()) / 2), size);
    };
    if (label.width() + choice.width() + legend.width() + 2 * beside <= width) {
        const int line = std::max(choice.height(), legend.height());
        const int x = label.width() + beside;
        const int rest = x + choice.width() + beside;
        return {centred(0, label, line), centred(x, choice, line),
                centred(rest, {width - rest, legend.height()}, line)};
    }
    const int rest = choice.width() + beside;
    const int lowHeight = legend_->heightForWidth(width);
    const int highHeight = legend_->heightForWidth(width - rest);
    if (width - rest >= legend_->minimumSizeHint().width() &&
        highHeight <= lowHeight + below + choice.height()) {
        // Its first line and the choice are one.
        const int line = std::max(choice.height(), std::min(legend.height(), highHeight));
        const int top = (line - std::min(legend.height(), highHeight)) / 2;
        return {{}, centred(0, choice, line), {rest, top, width - rest, highHeight}};
    }
    const bool hasLabel = label.width() + beside + choice.width() <= width;
    const int x = hasLabel ? label.width() + beside : 0;
    return {hasLabel ? centred(0, label, choice.height()) : QRect(),
            QRect(QPoint(x, 0), QSize(std::min(choice.width(), width - x), choice.height())),
            {0, choice.height() + below, width, lowHeight}};
}

void ShadeBar::place()
{
    const auto [label, choice, legend] = placesFor(width());
    label_->setVisible(!label.isEmpty());
    label_->setGeometry(label);
    choices_->setGeometry(choice);
    legend_->setGeometry(legend);
}

int ShadeBar::heightForWidth(int width) const
{
    const auto places = placesFor(width);
    return std::max(places.choice.bottom(), places.legend.bottom()) + 1;
}

QSize ShadeBar::sizeHint() const
{
    const QSize choice = choices_->sizeHint();
    const QSize legend = legend_->sizeHint();
    return {label_->sizeHint().width() + choice.width() + legend.width() + 2 * beside,
            std::max(choice.height(), legend.height())};
}

QSize ShadeBar::minimumSizeHint() const
{
    // The same whatever is chosen: no column moves. Three of five probabilities have room.
    const double scale = signSize(LegendSign::Shades, font()).width() * 0.6;
    int width = std::max({legend_->minimumSizeHint().width(), choices_->minimumSizeHint().width(),
                          static_cast<int>(std::ceil(scale))});
    for (int by = 0; by < shadeCount; ++by)
        width = std::max(width, static_cast<int>(leastScaleWidth(
                                    font(), {static_cast<ShadeBy>(by), scale_.vocabularySize})));
    return {width, heightForWidth(this->width())};
}

void ShadeBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        updateGeometry();
        place();
    }
}

void ShadeBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    place();
    updateGeometry(); // its height may be another
}

} // namespace logitscope
