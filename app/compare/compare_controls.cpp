#include "app/compare/compare_controls.h"

#include "widgets/control/icons.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/prompt_foot.h"
#include "widgets/control/seed_box.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int countSpacing = 2; // between the prompt and its count

std::vector<SegmentedSwitch::Choice> repeatChoices()
{
    return {{1, "×1", CompareControls::tr("One output a strategy.")},
            {3, "×3", CompareControls::tr("Three outputs a strategy, with consecutive seeds.")},
            {5, "×5", CompareControls::tr("Five outputs a strategy, with consecutive seeds.")}};
}

} // namespace

CompareControls::CompareControls(QWidget* parent)
    : QWidget(parent)
    , options_(new QWidget(this))
    , prompt_(new PromptField(this))
    , promptFoot_(new PromptFoot(*prompt_, this))
    , generate_(new QPushButton(tr("Generate"), this))
    , stop_(new QPushButton(tr("Stop"), this))
    , seed_(new SeedBox(this))
    , tokens_(new LengthBox(this))
    , repeats_(new SegmentedSwitch(repeatChoices(), this))
    , sameRandomNumbers_(new QCheckBox(tr("Same random numbers"), this))
    , strategies_(new QToolButton(this))
{
    prompt_->setToolTip(tr("The text that all strategies continue."));
    generate_->setProperty("primary", true);
    generate_->setToolTip(tr("Continue the prompt with all strategies at once (Ctrl+Enter)."));
    stop_->setToolTip(tr("Stop all of them; what is there stays (Esc)."));
    for (auto* button : {generate_, stop_})
        button->setFocusPolicy(Qt::TabFocus);

    tokens_->setToolTip(
        tr("Every output has at most this many tokens; a token is a word or a piece of one."));
    sameRandomNumbers_->setChecked(true);
    sameRandomNumbers_->setToolTip(
        tr("At each step all strategies use the same random number, so that what "
           "differs is the strategy and not luck. Off: each has its own."));

    strategies_->setText(tr("Strategies ▾"));
    strategies_->setPopupMode(QToolButton::InstantPopup);
    strategies_->setToolTip(tr("Add a strategy, or restore the default strategies."));
    auto* menu = new QMenu(strategies_);
    menu->addAction(tr("&Add a strategy…"), this, &CompareControls::addRequested);
    menu->addAction(tr("&Restore default strategies"), this, &CompareControls::resetRequested);
    strategies_->setMenu(menu);

    makeLayout();
    connect(prompt_->document()->documentLayout(),
            &QAbstractTextDocumentLayout::documentSizeChanged, this, &CompareControls::fitPrompt);
    connect(prompt_, &PromptField::textChanged, this, &CompareControls::changed);
    connect(seed_, &SeedBox::seedChanged, this, &CompareControls::changed);
    connect(tokens_, &LengthBox::valueChanged, this, &CompareControls::changed);
    connect(repeats_, &SegmentedSwitch::picked, this, &CompareControls::changed);
    connect(sameRandomNumbers_, &QCheckBox::toggled, this, &CompareControls::changed);
    setState(false, false);
    keepFitting(*this, [this] { fitIcons(); });
}

void CompareControls::makeLayout()
{
    const auto labelled = [this](const QString& text, QWidget* control) {
        auto* pair = new QHBoxLayout;
        pair->setSpacing(6);
        auto* label = new QLabel(text, this);
        label->setBuddy(control);
        pair->addWidget(label);
        pair->addWidget(control);
        return pair;
    };
    auto* buttons = new QVBoxLayout;
    buttons->setSpacing(6);
    buttons->addWidget(generate_);
    buttons->addWidget(stop_);
    auto* text = new QVBoxLayout;
    text->setSpacing(countSpacing);
    text->addWidget(prompt_);
    text->addWidget(promptFoot_);
    auto* top = new QHBoxLayout;
    top->setSpacing(12);
    top->addLayout(text, 1);
    top->addLayout(buttons);

    auto* numbers = new QHBoxLayout(options_);
    numbers->setContentsMargins(0, 0, 0, 0);
    numbers->setSpacing(20);
    numbers->addLayout(labelled(tr("Seed"), seed_));
    numbers->addLayout(labelled(tr("Length, tokens"), tokens_));
    numbers->addLayout(labelled(tr("Repeats"), repeats_));
    numbers->addWidget(sameRandomNumbers_);
    numbers->addStretch(1);
    numbers->addWidget(strategies_);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(top);
    layout->addWidget(options_);
}

CompareRequest CompareControls::request()
{
    tokens_->interpretText();
    seed_->takeTyped();
    return settledRequest();
}

CompareRequest CompareControls::settledRequest() const
{
    auto prompt = prompt_->prompt();
    const bool isGiven = prompt == given_.prompt && prompt_->reading() == given_.special;
    auto promptTokens = isGiven ? given_.promptTokens : std::vector<TokenId>();
    return {.prompt = std::move(prompt),
            .strategies = {},
            .seed = seed_->seed(),
            .repeats = repeats_->value(),
            .sameRandomNumbers = sameRandomNumbers_->isChecked(),
            .tokens = tokens_->value(),
            .special = prompt_->reading(),
            .promptTokens = std::move(promptTokens)};
}

void CompareControls::setRequest(const CompareRequest& request)
{
    prompt_->setPrompt(request.prompt);
    prompt_->setReading(request.special);
    seed_->setSeed(request.seed);
    repeats_->setValue(request.repeats);
    sameRandomNumbers_->setChecked(request.sameRandomNumbers);
    tokens_->setValue(request.tokens);
    given_ = request;
}

void CompareControls::setPresenting(bool presenting)
{
    presenting_ = presenting;
    options_->setVisible(!presenting);
    promptFoot_->setVisible(!presenting);
    setState(generate_->isEnabled(), stop_->isEnabled());
    fitPrompt();
}

void CompareControls::setState(bool canGenerate, bool running)
{
    generate_->setEnabled(canGenerate);
    stop_->setEnabled(running);
    generate_->setVisible(!presenting_ || !running); // in a room there is one place for both
    stop_->setVisible(!presenting_ || running);
}

// With the count as high as the two buttons; in a room as the text, up to a few lines.
void CompareControls::fitPrompt()
{
    const int button = generate_->sizeHint().height();
    if (!presenting_) {
        prompt_->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
        prompt_->setFixedHeight(button * 2 + 6 - countSpacing -
                                promptFoot_->fontMetrics().lineSpacing());
        return;
    }
    constexpr int mostLines = 3;
    const int needed = static_cast<int>(prompt_->document()->size().height());
    const int lines = std::clamp(needed, 1, mostLines);
    prompt_->setVerticalScrollBarPolicy(needed > mostLines ? Qt::ScrollBarAsNeeded
                                                           : Qt::ScrollBarAlwaysOff);
    prompt_->setFixedHeight(std::max(button, prompt_->heightOf(lines)));
}

void CompareControls::fitIcons()
{
    const auto& theme = themeOf(palette());
    const int size = fontMetrics().height();
    showIcon(*generate_, "generate", theme.onAccent, size);
    showIcon(*stop_, "stop", theme.text, size);
    showIcon(*seed_->reroll(), "reroll", theme.text, size);
    stop_->setMinimumWidth(generate_->sizeHint().width()); // one may stand where the other was
    fitPrompt();
    seed_->setMaximumWidth(size * 12);
    tokens_->setMaximumWidth(size * 6);
}

} // namespace logitscope
