// The Explore page: a prompt and its continuation between the controls that shape it and the charts
// that explain it.
#pragma once

#include "app/engine/run_request.h"
#include "app/explore/exploration.h"
#include "core/generation/comparison.h"
#include "core/generation/model_folder.h"
#include "core/generation/stop_reason.h"
#include "widgets/figure/step_figure.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <string>

class QSettings;
class QSplitter;

namespace logitscope
{

class ColumnScroll;
class ControlPanel;
class Engine;
class MessageBar;
class RunBar;
class StepPanel;
class TextPanel;
class TokenText;

class ExplorePage : public QWidget
{
    Q_OBJECT

public:
    // The engine outlives the page.
    explicit ExplorePage(Engine& engine, QWidget* parent = nullptr);

    void restore(const QSettings& settings);
    void save(QSettings& settings) const;

    // For a room: the text and the chart large, below the text the sliders; the rest folds away.
    void setPresenting(bool presenting);

    // The text as one row. No rows before a run.
    Comparison comparison() const;

    // The selected step under the present settings.
    std::optional<LookedAtStep> lookedAtStep() const;

    int vocabularySize() const { return model_ ? model_->model->info().vocabularySize : 0; }

    // Makes the run again, and says so when other tokens come of it.
    void replay(const Comparison& run);

    void showMessage(const QString& sentence);

    // Another model, and with it an empty page; or the same in another format, which keeps the
    // text.
    void takeModel(std::shared_ptr<const OpenModel> model);
    void takeFormat(std::shared_ptr<const OpenModel> model);

    // A model is being opened, long enough to be worth saying.
    void showOpening(const QString& name);
    void showOpeningProgress(int percent);
    void endOpening(); // without a new one

    const Exploration& exploration() const { return exploration_; }

    ControlPanel* controls() const { return controls_; }

    TokenText* text() const { return text_; }

    StepPanel* stepPanel() const { return stepPanel_; }

    RunBar* runBar() const { return runBar_; }

    MessageBar* message() const { return message_; }

    // A run from elsewhere: shows what it asks for in the controls, and makes it.
    void run(const RunRequest& request, const SamplerSettings& settings);

public slots:
    void generate();
    void step();
    void stop();
    void clear();

signals:
    void addToCompareRequested(const logitscope::SamplerSettings& settings);
    void runFinished(); // for whatever reason; the page shows all of it

private:
    void connectControls();
    void connectEngine();
    void updateButtons();

    void setModel(std::shared_ptr<const OpenModel> model);
    void forgetRun();
    void begin(RunRequest request, int tokens);
    void takeSteps();
    void nextFrame();
    void finishRun(const QString& why);
    void checkReplay();
    void selectStep(int index);
    void showSelected();

    Engine& engine_;
    std::shared_ptr<const OpenModel> model_;
    Exploration exploration_;
    StopReason reason_ = StopReason::Stopped;
    std::optional<Comparison> replayed_; // until its run has ended
    RunRequest begun_;                   // the present text's
    std::string madeBy_;                 // the model that made it
    int stepsBeforeRun_ = 0;             // of the continuation that the run goes on with
    bool followNewest_ = true;           // until the user picks an older step
    bool otherFormat_ = false;           // the text was made in; the engine can't go on with it
    bool opening_ = false;               // a model, and it shows
    QTimer frame_; // when it fires, steps that arrived and sliders that moved are shown

    QSplitter* splitter_;
    ControlPanel* controls_;
    QWidget* controlsColumn_; // scrolls them
    TextPanel* textPanel_;
    TokenText* text_;
    MessageBar* message_;
    RunBar* runBar_;
    StepPanel* stepPanel_;
    ColumnScroll* stepColumn_;
};

} // namespace logitscope
