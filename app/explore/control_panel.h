// The left column: what to continue, how to sample, and the buttons that start and stop it.
#pragma once

#include "core/run/run_state.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace logitscope
{

class LengthBox;
class PromptField;
class PromptFoot;
class SamplerPanel;
class SeedBox;

class ControlPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ControlPanel(QWidget* parent = nullptr);

    // Takes numbers that are still being typed as they stand, then says what is asked for.
    RunRequest request();

    // The same, of what has been typed to its end.
    RunRequest settledRequest() const;
    void setRequest(const RunRequest& request);

    SamplerPanel* sampler() const { return sampler_; }

    QLabel* promptLabel() const { return promptLabel_; }

    PromptField* prompt() const { return prompt_; }

    PromptFoot* promptFoot() const { return promptFoot_; }

    QLabel* seedLabel() const { return seedLabel_; }

    SeedBox* seed() const { return seed_; }

    QLabel* tokensLabel() const { return tokensLabel_; }

    LengthBox* tokens() const { return tokens_; }

    QPushButton* generateButton() const { return generate_; }

    QPushButton* stepButton() const { return step_; }

    QPushButton* stopButton() const { return stop_; }

    QPushButton* clearButton() const { return clear_; }

    QPushButton* addToCompareButton() const { return addToCompare_; }

    // A line for the top of the screen: prompt, strategy, length and the buttons. The sampler's
    // sliders are for the caller to place, until it ends.
    void setPresenting(bool presenting);

    // In that line, too: a lesson asks for another one.
    void setSeedInLine(bool inLine);

    // Which buttons can be pressed.
    void setState(bool modelOpen, bool running, bool hasText);

signals:
    void textChanged(); // the prompt or the seed is another, by whoever

private:
    void fitIcons(); // to the colours and the font
    void arrange();
    void arrangeInAColumn();
    void arrangeInALine();
    void showOneOfStepAndStop();

    bool presenting_ = false;
    bool seedInLine_ = false;

    // A run that came from elsewhere may have another stream than 0, for as long as the seed stays,
    // and its prompt other tokens than those of the text, for as long as that stays.
    RunRequest given_;

    QLabel* promptLabel_;
    PromptField* prompt_;
    PromptFoot* promptFoot_;
    QPushButton* generate_;
    QPushButton* step_;
    QPushButton* stop_;
    QPushButton* clear_;
    QPushButton* addToCompare_;
    SamplerPanel* sampler_;
    QLabel* seedLabel_;
    SeedBox* seed_;
    QLabel* tokensLabel_;
    LengthBox* tokens_;
};

} // namespace logitscope
