#include "app/explore/control_panel.h"

#include "widgets/control/icons.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/prompt_foot.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace logitscope
{

ControlPanel::ControlPanel(QWidget* parent)
    : QWidget(parent)
    , promptLabel_(new QLabel(tr("Prompt"), this))
    , prompt_(new PromptField(this))
    , promptFoot_(new PromptFoot(*prompt_, this))
    , generate_(new QPushButton(tr("Generate"), this))
    , step_(new QPushButton(tr("Step"), this))
    , stop_(new QPushButton(tr("Stop"), this))
    , clear_(new QPushButton(tr("Clear"), this))
    , addToCompare_(new QPushButton(tr("Add to Compare"), this))
    , sampler_(new SamplerPanel(this))
    , seedLabel_(new QLabel(tr("Seed"), this))
    , seed_(new SeedBox(this))
    , tokensLabel_(new QLabel(tr("Length, tokens"), this))
    , tokens_(new LengthBox(this))
{
    promptLabel_->setBuddy(prompt_);
    prompt_->setToolTip(tr("The text that the model continues."));

    generate_->setProperty("primary", true);
    generate_->setToolTip(tr("Continue the prompt from the beginning (Ctrl+Enter)."));
    step_->setToolTip(tr("Sample one more token (Space, or → at the end of the text)."));
    stop_->setToolTip(tr("Stop after the present token (Esc)."));
    clear_->setToolTip(tr("Delete the continuation; the prompt stays."));

    tokens_->setToolTip(
        tr("Generate samples at most this many tokens; a token is a word or a piece of one."));

    addToCompare_->setToolTip(tr("Compare these settings with other strategies."));
    for (auto* button : {generate_, step_, stop_, clear_, addToCompare_})
        button->setFocusPolicy(Qt::TabFocus); // a click leaves the keyboard where it is of use
    setTabOrder(tokens_, addToCompare_);

    seedLabel_->setBuddy(seed_);
    tokensLabel_->setBuddy(tokens_);
    arrange();

    connect(prompt_, &QPlainTextEdit::textChanged, this, &ControlPanel::textChanged);
    connect(prompt_, &PromptField::specialTokensChanged, this, &ControlPanel::textChanged);
    connect(seed_, &SeedBox::seedChanged, this, &ControlPanel::textChanged);
    setState(false, false, false);
    keepFitting(*this, [this] { fitIcons(); });
}

RunRequest ControlPanel::request()
{
    for (auto* box : findChildren<QAbstractSpinBox*>())
        box->interpretText();
    seed_->takeTyped();
    return settledRequest();
}

RunRequest ControlPanel::settledRequest() const
{
    auto prompt = prompt_->prompt();
    const bool isGiven = prompt == given_.prompt && prompt_->reading() == given_.special;
    auto promptTokens = isGiven ? given_.promptTokens : std::vector<TokenId>();
    return {.prompt = std::move(prompt),
            .seed = seed_->seed(),
            .tokens = tokens_->value(),
            .stream = seed_->seed() == given_.seed ? given_.stream : 0,
            .special = prompt_->reading(),
            .promptTokens = std::move(promptTokens)};
}

void ControlPanel::setRequest(const RunRequest& request)
{
    prompt_->setPrompt(request.prompt);
    prompt_->setReading(request.special);
    seed_->setSeed(request.seed);
    tokens_->setValue(request.tokens);
    given_ = request;
    emit textChanged();
}

void ControlPanel::setPresenting(bool presenting)
{
    presenting_ = presenting;
    sampler_->setPresenting(presenting);
    arrange();
    fitIcons();
}

void ControlPanel::setSeedInLine(bool inLine)
{
    seedInLine_ = inLine;
    arrange();
}

void ControlPanel::arrange()
{
    delete layout(); // the widgets stay
    presenting_ ? arrangeInALine() : arrangeInAColumn();
    for (auto* widget : std::initializer_list<QWidget*>{
             promptLabel_, promptFoot_, clear_, seedLabel_, seed_, tokensLabel_, addToCompare_})
        widget->setVisible(!presenting_);
    if (seedInLine_)
        seed_->show();
    tokens_->setUnitShown(presenting_);
    step_->setVisible(true);
    stop_->setVisible(true);
    if (presenting_)
        showOneOfStepAndStop();
}

void ControlPanel::arrangeInAColumn()
{
    auto* buttons = new QGridLayout;
    buttons->setSpacing(6);
    buttons->addWidget(generate_, 0, 0, 1, 3);
    buttons->addWidget(step_, 1, 0);
    buttons->addWidget(stop_, 1, 1);
    buttons->addWidget(clear_, 1, 2);

    auto* numbers = new QGridLayout;
    numbers->setHorizontalSpacing(12);
    numbers->setVerticalSpacing(4);
    numbers->addWidget(seedLabel_, 0, 0);
    numbers->addWidget(tokensLabel_, 0, 1);
    numbers->addWidget(seed_, 1, 0);
    numbers->addWidget(tokens_, 1, 1);
    numbers->setColumnStretch(0, 3);
    numbers->setColumnStretch(1, 2);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(promptLabel_);
    column->addWidget(prompt_, 1);
    column->addWidget(promptFoot_);
    column->addLayout(buttons);
    column->addSpacing(8);
    column->addWidget(sampler_);
    column->addSpacing(4);
    column->addLayout(numbers);
    column->addSpacing(4);
    column->addWidget(addToCompare_);
}

void ControlPanel::arrangeInALine()
{
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    line->addWidget(prompt_, 1);
    line->addWidget(sampler_->strategy());
    if (seedInLine_)
        line->addWidget(seed_);
    line->addWidget(tokens_); // without a label
    for (auto* button : {generate_, step_, stop_})
        line->addWidget(button);
}

// A line has room for one of them.
void ControlPanel::showOneOfStepAndStop()
{
    step_->setVisible(!stop_->isEnabled());
    stop_->setVisible(stop_->isEnabled());
}

void ControlPanel::setState(bool modelOpen, bool running, bool hasText)
{
    generate_->setEnabled(modelOpen);
    step_->setEnabled(modelOpen && !running);
    stop_->setEnabled(running);
    if (presenting_)
        showOneOfStepAndStop();
    clear_->setEnabled(hasText);
}

void ControlPanel::fitIcons()
{
    const auto& theme = themeOf(palette());
    const int size = fontMetrics().height();
    showIcon(*generate_, "generate", theme.onAccent, size);
    showIcon(*step_, "step", theme.text, size);
    showIcon(*stop_, "stop", theme.text, size);
    showIcon(*clear_, "clear", theme.text, size);
    showIcon(*seed_->reroll(), "reroll", theme.text, size);
    if (presenting_) { // large words leave them no room
        for (auto* button : {generate_, step_, stop_})
            button->setIcon({});
    }
    sampler_->strategy()->setMaximumWidth(presenting_ ? size * 9 : QWIDGETSIZE_MAX);
    seed_->setMaximumWidth(presenting_ ? size * 6 : QWIDGETSIZE_MAX);
    prompt_->setOneLine(presenting_);
    if (!presenting_)
        prompt_->setMinimumHeight(fontMetrics().lineSpacing() * 4);
}

} // namespace logitscope
