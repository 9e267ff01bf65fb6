// What the window asks of every page.
#pragma once

#include "app/page/scene_parts.h"
#include "core/generation/open_model.h"
#include "core/run/run.h"

#include <QElapsedTimer>
#include <QString>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

class QSettings;
class QUndoStack;

namespace logitscope
{

class Figure;
class MessageBar;
class RunBar;
struct FigureOptions;

// A part of a page, for somebody who asks what they are looking at.
struct PagePart
{
    std::vector<const QWidget*> widgets; // that it consists of, side by side
    QString name;
    QString explanation; // one sentence
};

class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(QWidget* parent = nullptr);

    // A model is being opened, long enough to be worth saying.
    void showOpening(const QString& name);
    void showOpeningProgress(int percent);
    virtual void endOpening(); // without a new one

    // Another model; or the same one in another format, which most pages take alike.
    virtual void takeModel(std::shared_ptr<const OpenModel> model) = 0;
    virtual void takeFormat(std::shared_ptr<const OpenModel> model);

    // Presenter mode: what a room wants to see is large, the rest folds away.
    virtual void setPresenting(bool presenting) = 0;

    // A lesson's scene hides and locks parts of it; none: all of them are there and free.
    virtual void setSceneParts(const SceneParts&) {}

    // Its chart on another axis. Most pages have no chart.
    virtual void showNextAxis() {}

    // Its columns as at the first start.
    virtual void resetLayout() = 0;

    // Says what went wrong, or what was done. An empty sentence takes it back.
    virtual MessageBar* message() const = 0;

    // Says what is going on.
    virtual RunBar* runBar() const = 0;

    // What can be seen of it, from left to right and from top to bottom.
    virtual std::vector<PagePart> parts() const = 0;

    // What it remembers from one session to the next.
    virtual void restore(const QSettings& settings) = 0;
    virtual void save(QSettings& settings) const = 0;

    // Whether something runs that Esc stops.
    virtual bool isRunning() const { return false; }

    // Ends whatever the page does.
    virtual void stop() = 0;

    // Esc, when nothing runs: the message goes, or the next thing that can be closed. False when
    // there is none.
    bool closeWhatIsInTheWay();

    virtual void clear() = 0;

    // The controls as at the first start, without a text. Most pages leave that to their controls.
    virtual void startOver() {}

    virtual bool canStartOver() const { return false; }

    // What a person did to what it shows, to undo and redo. Most pages have none.
    virtual QUndoStack* commands() { return nullptr; }

    // Makes a command of what was typed a moment ago, without waiting for more.
    virtual void takeTyped() {}

    // Whether it makes runs, so that Generate, Export and Copy figure are of use.
    virtual bool makesRuns() const { return false; }

    virtual void generate() {}

    // Lets it go on: from what is selected, or from its end.
    virtual void continueFromHere() {}

    virtual bool canContinue() const { return false; }

    // The run that it shows, as far as it has come: its branches are what an export has. None
    // before a run.
    virtual Run shownRun() const { return {.branches = {}}; }

    // That run, which has branches, as a picture.
    virtual std::unique_ptr<Figure> figure(const Run& run, const FigureOptions& options) const;

    // What a figure shows of the selected step, for the export's checkbox; empty where none is
    // selected.
    virtual QString stepInFigure() const { return {}; }

    // Whether it makes single steps.
    virtual bool makesSteps() const { return false; }

    virtual void step() {}

protected:
    bool focusNextPrevChild(bool isNext) override; // in reading order

    const std::shared_ptr<const OpenModel>& model() const
    {
        return model_;
    } // nothing: none is open

    void setModel(std::shared_ptr<const OpenModel> model) { model_ = std::move(model); }

    bool isOpening() const { return opening_; } // a model, and it shows

    // What the open model's tokens are, also when another one is open.
    std::function<std::string(TokenId)> bytesOfTokens() const;

    // How long a step takes where a server computes it.
    void showLatency();

    // After a person has deleted so many.
    void sayDeleted(int tokens);

    // The part that every page with a text has.
    PagePart shadesPart() const;

    // Why there are no distributions of a run that the open model has not made.
    static QString otherModelsSentence(const Run& run, const OpenModel* model);

    // However many tokens come, showFrame() is called once a frame for all of them. What a hand
    // moved is shown as soon as the window has nothing else to do.
    void requestFrame();
    void requestFrameNow();

    bool isFrameRequested() const { return frame_.isActive(); }

    void dropFrame(); // the one that was requested

private:
    virtual void showFrame() = 0;      // what has happened since the last one
    virtual void updateControls() = 0; // which can be used now

    // Esc, when there is no message.
    virtual bool closePanel() { return false; }

    std::shared_ptr<const OpenModel> model_;
    bool opening_ = false;
    QTimer frame_;
    QElapsedTimer sinceFrame_; // began
};

} // namespace logitscope
