#include "app/explore/control_panel.h"

#include "widgets/control/icons.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace logitscope
{

ControlPanel::ControlPanel(QWidget* parent)
    : QWidget(parent)
    , prompt_(new PromptField(this))
    , generate_(new QPushButton(tr("Generate"), this))
    , step_(new QPushButton(tr("Step"), this))
    , stop_(new QPushButton(tr("Stop"), this))
    , clear_(new QPushButton(tr("Clear"), this))
    , addToCompare_(new QPushButton(tr("Add to Compare"), this))
    , buttons_(new QGridLayout)
    , sampler_(new SamplerPanel(this))
    , seed_(new SeedBox(this))
    , tokens_(new LengthBox(this))
{
    auto* promptLabel = new QLabel(tr("Prompt"), this);
    promptLabel->setBuddy(prompt_);
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

    buttons_->setSpacing(6);
    placeButtons(false);

    auto* numbers = new QGridLayout;
    numbers->setHorizontalSpacing(12);
    numbers->setVerticalSpacing(4);
    auto* seedLabel = new QLabel(tr("Seed"), this);
    seedLabel->setBuddy(seed_);
    auto* tokensLabel = new QLabel(tr("Length, tokens"), this);
    tokensLabel->setBuddy(tokens_);
    numbers->addWidget(seedLabel, 0, 0);
    numbers->addWidget(tokensLabel, 0, 1);
    numbers->addWidget(seed_, 1, 0);
    numbers->addWidget(tokens_, 1, 1);
    numbers->setColumnStretch(0, 3);
    numbers->setColumnStretch(1, 2);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(promptLabel);
    layout->addWidget(prompt_, 1);
    layout->addLayout(buttons_);
    layout->addSpacing(8);
    layout->addWidget(sampler_);
    layout->addSpacing(4);
    layout->addLayout(numbers);
    layout->addSpacing(4);
    layout->addWidget(addToCompare_);

    folded_ = {promptLabel, prompt_, clear_, seedLabel, tokensLabel, seed_, tokens_, addToCompare_};
    connect(generate_, &QPushButton::clicked, this, &ControlPanel::generateRequested);
    connect(step_, &QPushButton::clicked, this, &ControlPanel::stepRequested);
    connect(stop_, &QPushButton::clicked, this, &ControlPanel::stopRequested);
    connect(clear_, &QPushButton::clicked, this, &ControlPanel::clearRequested);
    connect(addToCompare_, &QPushButton::clicked, this, &ControlPanel::addToCompareRequested);
    connect(prompt_, &QPlainTextEdit::textChanged, this, &ControlPanel::textChanged);
    connect(seed_, &SeedBox::seedChanged, this, &ControlPanel::textChanged);
    setState(false, false, false);
    fitIcons();
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
    return {.prompt = promptText().toStdString(),
            .seed = seed_->seed(),
            .tokens = tokens_->value(),
            .stream = seed_->seed() == streamSeed_ ? stream_ : 0};
}

QString ControlPanel::promptText() const
{
    return prompt_->prompt();
}

void ControlPanel::setRequest(const RunRequest& request)
{
    prompt_->setPrompt(request.prompt);
    seed_->setSeed(request.seed);
    streamSeed_ = request.seed;
    stream_ = request.stream;
    tokens_->setValue(request.tokens);
    emit textChanged();
}

void ControlPanel::setPresenting(bool presenting)
{
    for (auto* widget : folded_)
        widget->setVisible(!presenting);
    presenting_ = presenting;
    step_->setVisible(!presenting || !stop_->isEnabled());
    stop_->setVisible(!presenting || stop_->isEnabled());
    placeButtons(presenting);
    fitIcons();
    sampler_->setPresenting(presenting);
}

void ControlPanel::placeButtons(bool inOneLine)
{
    for (auto* button : {generate_, step_, stop_, clear_})
        buttons_->removeWidget(button);
    const int row = inOneLine ? 0 : 1;
    buttons_->addWidget(generate_, 0, inOneLine ? 3 : 0, 1, 3);
    buttons_->addWidget(step_, row, 0);
    buttons_->addWidget(stop_, row, 1);
    buttons_->addWidget(clear_, row, 2);
}

void ControlPanel::setState(bool modelOpen, bool running, bool hasText)
{
    generate_->setEnabled(modelOpen);
    step_->setEnabled(modelOpen && !running);
    stop_->setEnabled(running);
    if (presenting_) { // there is room for one of them
        step_->setVisible(!running);
        stop_->setVisible(running);
    }
    clear_->setEnabled(hasText);
}

void ControlPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        fitIcons();
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
    prompt_->setMinimumHeight(fontMetrics().lineSpacing() * 4);
}

} // namespace logitscope
