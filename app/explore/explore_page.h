// The Explore page: a prompt and its continuation between the controls that shape it and the charts
// that explain it.
#pragma once

#include "app/engine/generator.h"
#include "app/engine/run_request.h"
#include "app/explore/exploration.h"
#include "app/explore/kept_text.h"
#include "app/page/page.h"
#include "core/run/stop_reason.h"

#include <QByteArray>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>

namespace logitscope
{

class ColumnScroll;
class ControlPanel;
class MessageBar;
class ModelLoader;
class RunBar;
class StepPanel;
class SteadySplitter;
class TextPanel;
class TokenText;

class ExplorePage : public Page
{
    Q_OBJECT

public:
    // The service and the loader outlive the page.
    ExplorePage(GenerationService& service, const ModelLoader& loader, QWidget* parent = nullptr);

    std::vector<PagePart> parts() const override;

    void restore(const QSettings& settings) override;
    void save(QSettings& settings) const override;

    // The controls in a line at the top, the sliders at the bottom, between them text and chart.
    // The columns are as before, to the pixel, when it ends.
    void setPresenting(bool presenting) override;

    void showNextAxis() override;

    // Columns and chart as at the first start.
    void resetLayout() override;

    // Another model comes with an empty page, another format keeps the text.
    void takeModel(std::shared_ptr<const OpenModel> model) override;
    void takeFormat(std::shared_ptr<const OpenModel> model) override;
    void showOpening(const QString& name) override;
    void showOpeningProgress(int percent) override;
    void endOpening() override;

    bool isRunning() const override;
    void stop() override;
    bool closeWhatIsInTheWay() override;
    void clear() override;

    void startOver() override;

    bool canStartOver() const override { return true; }

    // The text that was shown before this one: cleared, replaced, or of another prompt or seed.
    void bringBack() override;
    bool canBringBack() const override;

    bool makesRuns() const override { return true; }

    void generate() override;
    Comparison comparison() const override; // the text as one row

    // With the selected step under the present settings.
    std::unique_ptr<Figure> figure(const Comparison& run,
                                   const FigureOptions& options) const override;
    QString stepInFigure() const override;

    bool makesSteps() const override { return true; }

    void step() override;

    // A run from elsewhere: shows what it asks for in the controls, and makes it.
    void run(const RunRequest& request, const SamplerSettings& settings);

    // Makes the run again from its token ids, under the settings of each step; once a model is
    // open. Says so when other tokens come of it.
    void replay(const Comparison& run);

    // Shows a run again that was shown when these controls were left, which stay as they are.
    // Nothing happens where the model or the controls are others.
    void recreate(const Comparison& run);

    const Exploration& exploration() const { return exploration_; }

    const Generator& generator() const { return generator_; }

    ControlPanel* controls() const { return controls_; }

    TokenText* text() const { return text_; }

    StepPanel* stepPanel() const { return stepPanel_; }

    RunBar* runBar() const { return runBar_; }

    MessageBar* message() const override { return message_; }

signals:
    void addToCompareRequested(const logitscope::RunRequest& request,
                               const logitscope::SamplerSettings& settings);
    void runFinished(); // for whatever reason; the page shows all of it

private:
    bool stepIsSelected() const;
    bool isShortOfLimit() const;
    void connectControls();
    void connectGenerator();
    void updateButtons();

    void setModel(std::shared_ptr<const OpenModel> model);
    void followControls();
    void showPrompt();
    KeptText takeText();
    void keep(bool comesBack);
    void show(KeptText text);
    void forgetRun();
    void goToEnd();
    void showNext();
    bool begin(RunRequest request, int tokens); // false: it can't, and the page says why
    void start(int tokens);                     // draws so many more of the text that was begun
    std::vector<TokenId> continuationTokens() const;
    void readNext(); // what comes after the text
    void readAfter(std::vector<TokenId> text);
    void takeNext(const std::vector<TokenId>& text, const std::vector<float>& logits);
    bool replayWaiting(); // whether one began
    void finishOpening();
    void takeSteps();
    void appendToViews(std::span<const Step> steps);
    void showFrame() override;
    void finishRun(bool wentWell);
    void checkReplay();
    void selectStep(int index);
    void showSelected();

    const ModelLoader& loader_;
    Generator generator_;
    std::shared_ptr<LiveSettings> liveSettings_ = std::make_shared<LiveSettings>();
    std::shared_ptr<const OpenModel> model_;
    Exploration exploration_;
    StopReason reason_ = StopReason::Stopped;
    std::optional<Comparison> waiting_;  // for a model, to be replayed
    std::optional<Comparison> replayed_; // until its run has ended
    RunRequest begun_;                   // the present text's
    std::string madeBy_;                 // the model that made it
    std::vector<TokenId> nextText_;      // which is read to see what comes next
    int limit_ = 0;                      // tokens that were asked for when the text was begun
    int stepsBeforeRun_ = 0;             // of the continuation that the run goes on with
    bool followNewest_ = true;           // until the user picks an older step
    bool otherFormat_ = false;           // the text was made in; the engine can't go on with it
    bool opening_ = false;               // a model, and it shows
    std::optional<KeptText> kept_;       // that was shown before
    QTimer typing_;                      // when it fires, nobody has typed for a while

    QList<int> columnsBefore_; // somebody presented; empty: nobody does

    SteadySplitter* columns_;
    ControlPanel* controls_;
    ColumnScroll* controlsColumn_; // scrolls them
    TextPanel* textPanel_;
    TokenText* text_;
    MessageBar* message_;
    RunBar* runBar_;
    StepPanel* stepPanel_;
    ColumnScroll* stepColumn_;
};

} // namespace logitscope
