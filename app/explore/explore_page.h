// The Explore page: a prompt and its continuation between the controls that shape it and the charts
// that explain it.
#pragma once

#include "app/document/run_document.h"
#include "app/engine/generator.h"
#include "app/explore/look_back.h"
#include "app/explore/step_panel.h"
#include "app/explore/word_probabilities.h"
#include "app/page/page.h"
#include "app/page/scene_lock.h"
#include "core/run/run_state.h"

#include <QTimer>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

namespace logitscope
{

class BeforeAfter;
class ColumnScroll;
class ControlPanel;
class FlipMarks;
class MessageBar;
class ModelLoader;
class PlayBar;
class Player;
class PredictionPanel;
class RoomRound;
class RunBar;
class SteadySplitter;
class TextPanel;
class TokenText;
struct PromptToken;

class ExplorePage : public Page
{
    Q_OBJECT

public:
    // The service, the loader and the round outlive the page.
    ExplorePage(GenerationService& service, const ModelLoader& loader, RoomRound& round,
                QWidget* parent = nullptr);

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
    void endOpening() override;

    bool isRunning() const override { return generator_.isRunning(); }

    void stop() override { generator_.stop(); }

    void clear() override;

    void startOver() override;

    bool canStartOver() const override { return !sceneParts_.isInLesson; }

    void setSceneParts(const SceneParts& parts) override;

    QUndoStack* commands() override { return document_.commands(); }

    void takeTyped() override;

    bool makesRuns() const override { return true; }

    void generate() override;
    Run shownRun() const override; // the current branch

    // With the selected step under the present settings.
    std::unique_ptr<Figure> figure(const Run& run, const FigureOptions& options) const override;
    QString stepInFigure() const override;

    bool makesSteps() const override { return true; }

    void step() override;

    // A run from elsewhere: shows what it asks for in the controls, and makes it.
    void run(const RunRequest& request, const SamplerChain& settings);

    // Shows a recorded run, once a model is open, and sets the controls to what it was asked for.
    // The numbers are the record's; the distributions are the model's, where it is the same one.
    void open(const Run& run); // its only row
    void open(const RunState& state);

    // All that the page shows, as a session keeps it.
    RunState state() const;

    // The same as open() at the start. What has been asked for since is another text, and this one
    // a command away.
    void bringBack(const RunState& state);

    // The same as open(), and nothing that was before can be undone: a lesson's scene begins, or
    // the lesson is over. A model is open.
    void begin(const RunState& state, std::optional<int> selected = std::nullopt);

    // What can be undone waits for the end of a lesson, unless another model is opened meanwhile.
    void setHistoryAside() { document_.setHistoryAside(); }

    void takeHistoryBack() { document_.takeHistoryBack(); }

    const RunDocument& document() const { return document_; }

    // How many bytes of logits are kept, for sliders that move at any step.
    void setMostLogits(std::size_t bytes) { document_.setMostLogits(bytes); }

    // Continues with a candidate of the selected step, or of the one that comes next, in place of
    // what was sampled: on another branch, where something was.
    void choose(TokenId token);

    // Goes on behind the selected token, on another branch: with the same random numbers and the
    // present settings, or with others.
    void continueFromHere() override;
    void continueDifferently();

    // Whether a token is selected from which the text could go another way.
    bool canFork() const;

    bool canContinue() const override { return canFork(); }

    // Asks for the strategies of Compare behind the selected token.
    void compareWaysFromHere();

    // Asks for all branches beside each other.
    void compareBranches();
    bool canCompareBranches() const; // there is more than one with tokens

    // The current branch beside the one that it left, in the place of the text; or no longer.
    void showBeforeAfter(bool isOn);

    bool isBeforeAfter() const;

    BeforeAfter* beforeAfter() const { return beforeAfter_; }

    void showBranch(std::size_t branch);
    void renameBranch(std::size_t branch, const QString& name);
    void deleteBranch(std::size_t branch); // not the only one

    // Shows the text token by token: from the selected one, or from its beginning where that is
    // the last. While it plays, pauses or goes on.
    void play();
    void endPlaying();

    Player& player() { return *player_; }

    PlayBar* playBar() const { return playBar_; }

    // Predict, reveal, sample, each unless it can't. Asks for the token of a step, or for the one
    // that comes next (-1); nothing: for the selected one, unless that is the last, which everybody
    // has seen. The distribution, that token and all behind it are hidden until they are revealed
    // and sampled; what is behind it, until the round ends.
    void ask(const QString& question = {}, std::optional<int> step = {});
    void reveal();
    void sample();
    void endRound();

    // Whether the text goes on behind what is shown, and nobody is to know how.
    bool hidesText() const;

    PredictionPanel* predictions() const { return predictions_; }

    // Judges the whole text under the present settings, or no longer.
    void setLookingBack(bool isOn);

    const LookBack& lookBack() const { return lookBack_; }

    const Generator& generator() const { return generator_; }

    ControlPanel* controls() const { return controls_; }

    TextPanel* textPanel() const { return textPanel_; }

    TokenText* text() const { return text_; }

    StepPanel* stepPanel() const { return stepPanel_; }

    const FlipMarks& flipMarks() const { return *flipMarks_; }

    RunBar* runBar() const override { return runBar_; }

    MessageBar* message() const override { return message_; }

signals:
    void addToCompareRequested(const logitscope::RunRequest& request,
                               const logitscope::SamplerChain& settings);
    void waysRequested(const logitscope::RunRequest& request); // its prompt is all of the text
    void branchesRequested(const logitscope::Run& branches);
    void runFinished(); // for whatever reason; the page shows all of it
    void changed();     // what it shows, or says of it

private:
    bool stepIsSelected() const;
    bool isGivenSelected() const; // a token of the prompt
    bool isShortOfLimit() const;
    bool isOtherModels() const; // another model or format made the text
    bool canChange() const;     // nothing runs, and a model is open
    void connectControls();
    void connectGenerator();
    void updateControls() override;
    bool closePanel() override;

    void use(std::shared_ptr<const OpenModel> model);
    Run emptyRun(const RunRequest& request, std::vector<TokenId> promptTokens) const;
    Run emptyRun(const RunRequest& request) const; // no tokens: the model can't read the prompt
    RunState asked() const;                        // what the controls say, without tokens
    void startDocument();                          // with that
    void deleteAll(const QString& name, RunState before);
    bool noteControls(); // what they say now; whether that is another text
    // All of the document. Selects that step, or the one nearest to it, or the last.
    void showRun(std::optional<int> selected = std::nullopt);
    void showBranches();
    void showPrompt();
    std::vector<PromptToken> promptTokens() const; // none where they don't spell the prompt
    TextRange unscored() const;                    // positions of the prompt
    void readNext();                               // what comes after the text
    bool lacksTokens() const;
    void readAfter(std::vector<TokenId> text, std::optional<TextRange> scored = {});
    void takeLogits(const std::vector<TokenId>& text, const std::vector<float>& logits,
                    const Coverage& coverage);
    void takeScores(const std::vector<TokenId>& text, int begin,
                    const std::vector<TokenScore>& scores);
    void showNext();

    // The first tokens of the branch that are shown; all by default.
    int shownCount() const { return std::min(shown_.value_or(document_.size()), document_.size()); }

    void showFirst(int count);
    void showAll();                                 // again
    void fillViews(std::span<const NodePtr> nodes); // with these, after the prompt
    void showEnd();                                 // selects what comes behind the shown text
    void showPlace(int index);                      // of a step, without its token
    void connectPlayer();
    void connectRound();
    bool isHolding() const;   // a token is asked for that isn't sampled yet
    bool isAtAsked() const;   // the selected step is the one that the round is about
    bool awaitsPlace() const; // its place is selected, but its logits aren't here yet
    bool isAsked() const;     // what is selected is what the room is asked about, and hidden
    bool isRevealed() const;  // the same, without its token and its random number
    bool canAsk(int step);    // or the page says why not
    void finishSample();
    void offerCandidates();   // if the room is to have some
    void giveProbabilities(); // the model's, of what was predicted
    void showDice();

    std::optional<std::vector<TokenId>> promptTokensOf(const RunRequest& request);
    std::vector<QWidget*> widgetsOf(LessonPart part) const;
    void beginRun(const RunRequest& request, int tokens); // unless it can't, and the page says why
    void start(const QString& name, int tokens);          // draws so many more of the present text
    std::uint64_t streamAt(int index) const; // of a step's random number, or the next one's
    void forkBehind(int length, std::uint64_t stream, const QString& name);
    RunState stateOf(const Run& run) const;
    RunState adapted(RunState state) const;
    void setControls(const RunRequest& request, const SamplerChain& settings);
    void showOpened();
    void takeSteps();
    void appendToViews(std::span<const NodePtr> nodes);
    void sayFrom(int position); // the shown text, to who can't see it
    void showFrame() override;
    void finishRun(bool wentWell);
    void selectStep(int index);
    void showSelected();
    void followStep();
    void showLookBack();
    void showNoStep(const QString& why = {});
    void exportLedger(); // to a file of the person's choice
    FlipMarks* makeFlipMarks();

    const ModelLoader& loader_;
    Generator generator_;
    std::shared_ptr<LiveSettings> liveSettings_ = std::make_shared<LiveSettings>();
    RunDocument document_;
    LookBack lookBack_{document_, generator_};
    RoomRound& round_;
    WordProbabilities words_;  // that were predicted
    int asked_ = 0;            // step that the round is about
    bool sampling_ = false;    // it is being drawn
    std::optional<int> shown_; // tokens of the branch; nothing: all
    Player* player_;
    RunState beforeRun_;            // that runs, or ran last
    QString runName_;               // as a command
    int stepsBeforeRun_ = 0;        // of the text that it goes on with
    std::function<void()> waiting_; // for a model, to be shown
    RunRequest restored_;           // what was asked for at the start,
    SamplerChain restoredSettings_; // with these
    std::vector<TokenId> awaited_;  // the text that is read
    bool awaitsNext_ = false;       // what comes next is shown once it is read
    bool followNewest_ = true;      // until the user picks an older step
    QTimer judging_;                // goes on with looking back
    QTimer missing_;                // when it fires, nothing has been judged for a while
    SceneParts sceneParts_;         // what a lesson hides and locks
    SceneLock sceneLock_;
    std::optional<StepPanel::View> viewBefore_; // a scene hid the views
    QTimer typing_;                             // when it fires, nobody has typed for a while

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
    BeforeAfter* beforeAfter_;
    PlayBar* playBar_;
    PredictionPanel* predictions_;
    FlipMarks* flipMarks_; // of the selected step on the sampler's sliders
};

} // namespace logitscope
