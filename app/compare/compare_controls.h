// What is compared: the prompt, the random numbers, how often; and the buttons that start and stop
// it.
#pragma once

#include "core/generation/compare.h"

#include <QWidget>

class QCheckBox;
class QPushButton;
class QToolButton;

namespace logitscope
{

class LengthBox;
class PromptField;
class PromptFoot;
class SeedBox;
class SegmentedSwitch;

class CompareControls : public QWidget
{
    Q_OBJECT

public:
    explicit CompareControls(QWidget* parent = nullptr);

    // All but the strategies. Takes numbers that are still being typed as they stand.
    CompareRequest request();

    // The same, of what has been typed to its end.
    CompareRequest settledRequest() const;
    void setRequest(const CompareRequest& request);

    PromptField* prompt() const { return prompt_; }

    PromptFoot* promptFoot() const { return promptFoot_; }

    SeedBox* seed() const { return seed_; }

    LengthBox* tokens() const { return tokens_; }

    SegmentedSwitch* repeats() const { return repeats_; }

    QCheckBox* sameRandomNumbers() const { return sameRandomNumbers_; }

    QToolButton* strategiesButton() const { return strategies_; }

    QPushButton* generateButton() const { return generate_; }

    QPushButton* stopButton() const { return stop_; }

    // Leaves the prompt and the buttons.
    void setPresenting(bool presenting);

    void setState(bool canGenerate, bool running);

signals:
    void addRequested();   // a strategy
    void resetRequested(); // to the nine
    void changed();        // what request() says

private:
    void makeLayout();
    void fitIcons(); // to the colours and the font
    void fitPrompt();

    bool presenting_ = false;

    // The prompt of a run that came from elsewhere may have other tokens than those of its text,
    // for as long as that stays.
    CompareRequest given_;

    QWidget* options_; // all but the prompt and the buttons
    PromptField* prompt_;
    PromptFoot* promptFoot_;
    QPushButton* generate_;
    QPushButton* stop_;
    SeedBox* seed_;
    LengthBox* tokens_;
    SegmentedSwitch* repeats_;
    QCheckBox* sameRandomNumbers_;
    QToolButton* strategies_;
};

} // namespace logitscope
