// Undo and redo of a value: every command is a state before it and a state after it. A state that
// is both, of two commands, is kept once.
#pragma once

#include <QString>
#include <QUndoCommand>
#include <QUndoStack>

#include <functional>
#include <memory>
#include <utility>

namespace logitscope
{

template <class State>
class UndoHistory
{
public:
    // Undo and redo call `restore` with the state that is to be shown. At most `limit` commands are
    // kept.
    UndoHistory(std::function<void(const State&)> restore, int limit)
        : restore_(std::move(restore))
        , limit_(limit)
        , now_(newCommands())
    {
    }

    // Another one after setAside() and takeBack().
    QUndoStack* stack() { return &now_->stack; }

    // What was recorded until now waits for takeBack(); until then there is another history, which
    // begins empty and is lost then.
    void setAside() { aside_ = std::exchange(now_, newCommands()); }

    void takeBack()
    {
        if (aside_)
            now_ = std::move(aside_);
    }

    void forgetAside() { aside_.reset(); }

    // What somebody did between these states, in a few words: "Generate". Nothing where they are
    // the same. Commands of the same kind that follow each other are one; those of kind 0 are not.
    void record(const QString& text, const State& before, const State& after, int kind = 0)
    {
        if (before == after)
            return;
        auto& [stack, last, lastKind] = *now_;
        auto from = last && *last == before ? last : std::make_shared<const State>(before);
        last = std::make_shared<const State>(after);
        const int present = stack.index();
        stack.push(new Command(*this, text, std::move(from), last, kind)); // the stack's now
        const bool disappeared = stack.index() < present; // with the one that it joined
        lastKind = disappeared ? 0 : kind;
    }

    // What was before the latest command, where that is of this kind and another could join it.
    const State* stateBefore(int kind) const
    {
        const auto* latest = now_->stack.command(now_->stack.index() - 1);
        return latest && now_->lastKind == kind ? &static_cast<const Command*>(latest)->before()
                                                : nullptr;
    }

    // What comes next is another command, whatever its kind.
    void endCommand() { now_->lastKind = 0; }

    void clear()
    {
        now_->stack.clear();
        now_->last.reset();
        now_->lastKind = 0;
    }

private:
    using StatePtr = std::shared_ptr<const State>;

    class Command : public QUndoCommand
    {
    public:
        Command(UndoHistory& history, const QString& text, StatePtr before, StatePtr after,
                int kind)
            : QUndoCommand(text)
            , history_(history)
            , before_(std::move(before))
            , after_(std::move(after))
            , kind_(kind)
        {
        }

        void undo() override { history_.restore(before_); }

        void redo() override
        {
            if (std::exchange(done_, true))
                history_.restore(after_);
        }

        int id() const override { return kind_ == 0 ? -1 : kind_; }

        bool mergeWith(const QUndoCommand* next) override
        {
            if (history_.now_->lastKind != kind_)
                return false;
            after_ = static_cast<const Command*>(next)->after_;
            setObsolete(*after_ == *before_); // back where it began
            return true;
        }

        const State& before() const { return *before_; }

    private:
        UndoHistory& history_;
        StatePtr before_;
        StatePtr after_;
        int kind_;
        bool done_ = false; // it was recorded when it had happened
    };

    struct Commands
    {
        QUndoStack stack;
        StatePtr last;    // what was there after the latest command, undo or redo
        int lastKind = 0; // of the latest command, which the next one may join
    };

    std::unique_ptr<Commands> newCommands() const
    {
        auto commands = std::make_unique<Commands>();
        commands->stack.setUndoLimit(limit_);
        return commands;
    }

    void restore(const StatePtr& state)
    {
        now_->last = state;
        restore_(*state);
        now_->lastKind = 0;
    }

    std::function<void(const State&)> restore_;
    int limit_;
    std::unique_ptr<Commands> now_;
    std::unique_ptr<Commands> aside_;
};

} // namespace logitscope
