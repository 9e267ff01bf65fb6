// The run that a page shows, with what was asked of it, as a document: it says what has changed,
// and everything a person does to it can be undone.
//
// While a job runs, its steps are appended without a command; record() makes one of all that has
// happened since the state before.
#pragma once

#include "app/document/undo_history.h"
#include "app/engine/step_record.h"
#include "core/known_logits.h"
#include "core/run/logits_cache.h"
#include "core/run/prompt_scores.h"
#include "core/run/run_state.h"
#include "core/sampling/distribution.h"

#include <QObject>
#include <QString>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace logitscope
{

class RunDocument : public QObject
{
    Q_OBJECT

public:
    explicit RunDocument(QObject* parent = nullptr);

    const RunState& state() const { return state_; }

    const Run& run() const { return state_.run; }

    const Branch& branch() const { return state_.run.branch(); }

    // The current branch's steps.
    int size() const { return static_cast<int>(path_.size()); }

    const Step& step(int index) const { return path_[static_cast<std::size_t>(index)]->step; }

    std::span<const NodePtr> path() const { return path_; }

    // The prompt's tokens, and those before a step; or those before a token of the prompt, which
    // are counted backwards from -1, the last.
    std::vector<TokenId> textBefore(int index) const
    {
        return logitscope::textBefore(run(), branch(), index);
    }

    // How well the model expected the prompt. No file has them: the model is asked again.
    const PromptScores& promptScores() const { return promptScores_; }

    // As PromptScores::take().
    bool takeScores(std::span<const TokenId> text, int begin, std::span<const TokenScore> scores)
    {
        return promptScores_.take(text, begin, scores);
    }

    void forgetScores() { promptScores_.forget(); } // they are another model's

    // The logits of steps that are kept; the others are missing until they are needed.
    void setMostLogits(std::size_t bytes) { logits_.setMostBytes(bytes); }

    // Of one; empty where they are missing.
    KnownLogits logitsOf(const NodePtr& node) const { return logits_.find(node); }

    // Changes without a command

    void setState(RunState state);
    void setRequest(const RunRequest& request, const SamplerChain& settings);
    void append(std::vector<StepRecord> records);
    void append(Step step); // whose logits are those of the next step
    void end(StopReason reason);
    void fork(int length, std::uint64_t stream, int limit); // behind so many tokens
    void choose(int index, Step step, int limit);           // in place of a step, or at the end
    void rename(std::size_t branch, std::string name);
    void reset(RunState state); // and nothing can be undone

    // Commands

    QUndoStack* commands() { return history_.stack(); }

    // What somebody did since that state, in a few words: "Generate".
    void record(const QString& text, const RunState& before, int kind = 0)
    {
        history_.record(text, before, state_, kind);
    }

    // As UndoHistory has them.
    const RunState* stateBefore(int kind) const { return history_.stateBefore(kind); }

    void endCommand() { history_.endCommand(); }

    void setHistoryAside() { history_.setAside(); }

    void takeHistoryBack() { history_.takeBack(); }

    void forgetHistoryAside() { history_.forgetAside(); }

    // What is selected: a step, or the one that comes next, or a token of the prompt. Of it the
    // distribution is known where its logits are here.

    void select(int index);
    void selectNext(); // only where hasNext()

    std::optional<int> selected() const { return selected_; }

    // nullptr where nothing is selected, or the logits are missing.
    const Distribution* distribution() const { return distribution_ ? &*distribution_ : nullptr; }

    // Those that the distribution is of; empty where there is none. Valid until the next change.
    KnownLogits logits() const;

    // The logits of a step that were missing, or of the one that would follow; append() and
    // setState() forget the latter. Those of a token of the prompt are of use while it is selected.
    void setLogits(int index, std::vector<float> logits, const Coverage& coverage = {});

    bool hasNext() const { return !next_.logits.empty(); }

signals:
    // By undo or redo: everything may be another. `selected` is the step that was.
    void restored(std::optional<int> selected);

private:
    struct OwnLogits
    {
        std::vector<float> logits = {};
        Coverage coverage = {};

        KnownLogits known() const { return {logits, coverage}; }
    };

    KnownLogits selectedLogits() const; // empty: they are missing
    void rank(const KnownLogits& logits);

    RunState state_;
    std::vector<NodePtr> path_; // of the current branch
    LogitsCache logits_;
    OwnLogits next_;
    OwnLogits given_; // of the prompt's token that is selected
    PromptScores promptScores_;
    std::optional<int> selected_;
    std::optional<Distribution> distribution_; // ranked once: a slider only shapes it
    UndoHistory<RunState> history_;
};

} // namespace logitscope
