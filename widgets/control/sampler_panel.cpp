#include "widgets/control/sampler_panel.h"

#include "core/sampling/strategy.h"
#include "widgets/control/chain_panel.h"
#include "widgets/control/number_box.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QStylePainter>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <utility>

namespace logitscope
{

namespace
{

constexpr double highestTemperature = 100.0; // by typing; the slider ends at 2

std::vector<SegmentedSwitch::Choice> orderChoices()
{
    return {
        {static_cast<int>(FilterOrder::FilterThenTemperature), SamplerPanel::tr("top-k, top-p → T"),
         SamplerPanel::tr(
             "Filters first: top-k and top-p remove tokens by their model probability, "
             "then temperature rescales what is left.")},
        {static_cast<int>(FilterOrder::TemperatureThenFilter), SamplerPanel::tr("T → top-k, top-p"),
         SamplerPanel::tr("Temperature first: it rescales the probabilities before top-k and top-p "
                          "remove tokens, as in Hugging Face's and OpenAI's samplers.")}};
}

// In the list each strategy stands with what it does; the closed box has no room for that.
class StrategyDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto all = presets();
        const auto row = static_cast<std::size_t>(index.row());
        if (row < all.size())
            option->text += QStringLiteral(" (%1)").arg(
                QString::fromStdString(explainedSettings(all[row].name, all[row].settings)));
    }
};

// Its list is as wide as what stands in it, in the present font.
class StrategyBox : public QComboBox
{
public:
    using QComboBox::QComboBox;

    void showPopup() override
    {
        view()->setMinimumWidth(view()->sizeHintForColumn(0) + 2 * view()->frameWidth());
        QComboBox::showPopup();
    }

protected:
    // A name that has no room ends in "…".
    void paintEvent(QPaintEvent*) override
    {
        QStylePainter painter(this);
        QStyleOptionComboBox option;
        initStyleOption(&option);
        painter.drawComplexControl(QStyle::CC_ComboBox, option);
        const auto room = style()->subControlRect(QStyle::CC_ComboBox, &option,
                                                  QStyle::SC_ComboBoxEditField, this);
        option.currentText =
            option.fontMetrics.elidedText(option.currentText, Qt::ElideRight, room.width() - 2);
        painter.drawControl(QStyle::CE_ComboBoxLabel, option);
    }
};

SliderScale usualScale(StageKind kind)
{
    return scaleOf(kind, describe(kind).parameters[0], std::numeric_limits<int>::max());
}

} // namespace

SamplerPanel::SamplerPanel(QWidget* parent)
    : QWidget(parent)
    , strategyLabel_(new QLabel(tr("Strategy"), this))
    , strategy_(new StrategyBox(this))
    , temperature_(new SliderBox(tr("Temperature"), usualScale(StageKind::Temperature), this))
    , topK_(new SliderBox(tr("Top-k"), topKScale(std::numeric_limits<int>::max()), this))
    , topP_(new SliderBox(tr("Top-p"), topPScale(), this))
    , orderLabel_(new QLabel(tr("Filter order"), this))
    , order_(new SegmentedSwitch(orderChoices(), this))
    , chainButton_(new QToolButton(this))
    , chain_(new ChainPanel(this))
{
    for (const auto& preset : presets()) {
        strategy_->addItem(QString::fromStdString(preset.readableName));
        strategy_->setItemData(strategy_->count() - 1, QString::fromStdString(preset.description),
                               Qt::ToolTipRole);
    }
    strategy_->addItem(tr("custom"));
    strategy_->setItemData(strategy_->count() - 1, tr("Settings of your own."), Qt::ToolTipRole);
    strategy_->setItemDelegate(new StrategyDelegate(strategy_));
    strategy_->setAccessibleName(tr("Strategy"));
    strategy_->setMaxVisibleItems(strategy_->count());
    strategy_->setToolTip(tr("A named set of the three values below, to start from."));

    temperature_->box()->setRange(0.0, highestTemperature);
    temperature_->box()->setDecimals(6); // what --temperature says is not rounded
    temperature_->box()->setSingleStep(0.01);
    temperature_->setToolTip(
        tr("How boldly the next token is sampled: below 1 favours likely tokens, above 1 "
           "evens the chances out, 0 always takes the most likely token."));

    topK_->box()->setRange(0, std::numeric_limits<int>::max());
    topK_->box()->setDecimals(0);
    topK_->box()->setOffValue(0.0);
    topK_->setToolTip(
        tr("Keeps only the k most likely tokens; the right end, or 0, keeps all of them."));

    topP_->box()->setRange(0.0, 1.0);
    topP_->box()->setDecimals(6);
    topP_->box()->setSingleStep(0.01);
    topP_->box()->setOffValue(1.0);
    topP_->setToolTip(
        tr("Keeps the smallest set of the most likely tokens whose probabilities add up "
           "to p; 1 keeps all of them."));

    chainButton_->setCheckable(true);
    chainButton_->setAutoRaise(true);
    chainButton_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    chainButton_->setText(tr("Sampler chain"));
    chainButton_->setToolTip(tr("All stages of the sampler, in the order in which they work: other "
                                "filters, penalties, what each removes."));
    connect(chainButton_, &QToolButton::toggled, this, [this](bool isShown) {
        arrange(isPresenting_);
        emit chainShown(isShown);
    });

    strategyLabel_->setBuddy(strategy_);
    orderLabel_->setBuddy(order_);
    arrange(false);
    setSettings({});

    connect(strategy_, &QComboBox::activated, this, &SamplerPanel::takeStrategy);
    for (const auto& [slider, kind] : {std::pair(temperature_, StageKind::Temperature),
                                       {topK_, StageKind::TopK},
                                       {topP_, StageKind::TopP}}) {
        connect(slider, &SliderBox::valueChanged, this, [this, kind = kind](double value) {
            settings_.set(kind, value);
            settle();
        });
        connect(slider->slider(), &QSlider::sliderPressed, this, [this] { emit held(true); });
        connect(slider->slider(), &QSlider::sliderReleased, this, [this] { emit held(false); });
        connect(slider, &SliderBox::lookedAtChanged, this, &SamplerPanel::lookedAtChanged);
    }
    connect(order_, &SegmentedSwitch::picked, this, [this](int order) {
        setOrder(settings_, static_cast<FilterOrder>(order));
        settle();
    });
    connect(chain_, &ChainPanel::chainChanged, this, [this](const SamplerChain& chain) {
        settings_ = chain;
        settle();
    });
    connect(chain_, &ChainPanel::held, this, &SamplerPanel::held);
    connect(chain_, &ChainPanel::lookedAtChanged, this, &SamplerPanel::lookedAtChanged);
}

std::vector<SamplerPanel::Slider> SamplerPanel::sliders() const
{
    if (chain_->isHidden())
        return {{temperature_, StageKind::Temperature, 0},
                {topK_, StageKind::TopK, 0},
                {topP_, StageKind::TopP, 0}};
    std::vector<Slider> sliders;
    for (const auto* card : chain_->cards())
        for (std::size_t i = 0; i < card->sliders().size(); ++i)
            sliders.push_back({card->sliders()[i], card->stage().kind, i});
    return sliders;
}

std::optional<SamplerPanel::Slider> SamplerPanel::lookedAt() const
{
    const auto all = sliders();
    auto found = std::ranges::find_if(all, &SliderBox::isPointedAt, &Slider::box);
    if (found == all.end())
        found = std::ranges::find_if(all, &SliderBox::hasKeyboard, &Slider::box);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

void SamplerPanel::setSettings(const SamplerChain& settings)
{
    settings_ = settings;
    showChain();
}

void SamplerPanel::showChain()
{
    temperature_->setValue(settings_.value(StageKind::Temperature));
    topK_->setValue(settings_.value(StageKind::TopK));
    topP_->setValue(settings_.value(StageKind::TopP));
    order_->setValue(static_cast<int>(orderOf(settings_)));
    chain_->setChain(settings_);
    const auto others = std::ranges::count_if(settings_.stages, [](const Stage& stage) {
        return stage.isActive() && stage.kind != StageKind::Temperature &&
               stage.kind != StageKind::TopK && stage.kind != StageKind::TopP;
    });
    // What the three sliders don't show.
    chainButton_->setText(others > 0 ? tr("Sampler chain, %1 more").arg(others)
                                     : tr("Sampler chain"));
    showStrategy();
}

void SamplerPanel::setChainShown(bool isShown)
{
    const QSignalBlocker quiet(chainButton_);
    chainButton_->setChecked(isShown);
    arrange(isPresenting_);
}

bool SamplerPanel::isChainShown() const
{
    return chainButton_->isChecked();
}

void SamplerPanel::setPresenting(bool presenting)
{
    arrange(presenting);
}

void SamplerPanel::setParts(bool hasStrategy, Stages stages)
{
    hasStrategy_ = hasStrategy;
    stages_ = stages;
    strategy_->setVisible(hasStrategy);
    arrange(isPresenting_);
}

void SamplerPanel::arrange(bool presenting)
{
    isPresenting_ = presenting;
    const bool isFree = stages_ == Stages::SlidersOrCards;
    const bool hasCards = isFree ? isChainShown() && !presenting : stages_ == Stages::Cards;
    const bool hasSliders = !hasCards && stages_ != Stages::None;
    delete layout(); // the widgets stay
    auto* line =
        new QBoxLayout(presenting ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom, this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(presenting ? fontMetrics().height() : 12);
    const auto add = [&](QLabel* label, QWidget* control) {
        auto* captioned = new QVBoxLayout;
        captioned->setSpacing(4);
        captioned->addWidget(label);
        captioned->addWidget(control);
        line->addLayout(captioned);
    };
    if (!presenting)
        add(strategyLabel_, strategy_);
    if (!hasCards) {
        for (auto* slider : {temperature_, topK_, topP_})
            line->addWidget(slider, presenting ? 1 : 0);
        add(orderLabel_, order_);
    }
    if (!presenting)
        line->addWidget(chainButton_);
    if (hasCards)
        line->addWidget(chain_);
    for (auto* basic :
         std::initializer_list<QWidget*>{temperature_, topK_, topP_, orderLabel_, order_})
        basic->setVisible(hasSliders);
    strategyLabel_->setVisible(!presenting && hasStrategy_);
    chainButton_->setVisible(!presenting && isFree);
    chainButton_->setArrowType(hasCards ? Qt::DownArrow : Qt::RightArrow);
    chain_->setInARow(presenting);
    chain_->setVisible(hasCards);
    if (presenting) { // three sliders beside it leave no room for more
        order_->setText(static_cast<int>(FilterOrder::FilterThenTemperature), tr("T last"));
        order_->setText(static_cast<int>(FilterOrder::TemperatureThenFilter), tr("T first"));
    } else {
        for (const auto& choice : orderChoices())
            order_->setText(choice.value, choice.text);
    }
}

void SamplerPanel::setVocabularySize(int size)
{
    const QSignalBlocker quiet(topK_->box()); // beyond the vocabulary is off, as the vocabulary is
    topK_->box()->setMaximum(size);
    topK_->setScale(topKScale(size));
    chain_->setVocabularySize(size);
}

void SamplerPanel::takeStrategy(int index)
{
    const auto all = presets();
    if (index >= static_cast<int>(all.size())) {
        showStrategy(); // "custom" is not a set of values, but what moving a slider leads to
        return;
    }
    auto settings = all[static_cast<std::size_t>(index)].settings;
    if (basicSettingsOf(settings)) // such a strategy leaves the order alone
        setOrder(settings, orderOf(settings_));
    setSettings(settings);
    emit settingsChanged(settings);
}

void SamplerPanel::showStrategy()
{
    const auto* found = findStrategy(settings_);
    strategy_->setCurrentIndex(found ? static_cast<int>(found - presets().data())
                                     : strategy_->count() - 1);
}

void SamplerPanel::settle()
{
    showChain();
    emit settingsChanged(settings_);
}

} // namespace logitscope
