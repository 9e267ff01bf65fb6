// The round of predict, reveal, sample, as the window's parts share it: Explore asks, reveals and
// samples, the presenter and the room predict, a lesson follows.
#pragma once

#include "core/room/prediction_round.h"

#include <QObject>
#include <QString>

#include <memory>
#include <string>

namespace logitscope
{

class RoomRound : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const PredictionRound& round() const { return round_; }

    RoundStage stage() const { return round_.stage(); }

    // A new round about what comes behind this text of the model's. Rude candidates are left out
    // while rude words are hidden.
    void ask(std::shared_ptr<const OpenModel> model, std::string textBefore,
             const QString& question, std::vector<std::string> candidates = {});
    void setCandidates(std::vector<std::string> candidates); // while it is asked
    void reveal();
    void sample(TokenId token);
    void end();

    // Whether it counts: only while the round is asked. `person`: 0 is the presenter.
    bool add(const Prediction& prediction, std::uint64_t person = 0);
    void removeWord(const std::vector<TokenId>& tokens);
    void setProbability(const std::vector<TokenId>& tokens, double probability);
    void forgetScores();

    const std::string& textBefore() const { return textBefore_; } // as the model's bytes

    // The token that came, as text; empty before it is sampled.
    std::string outcomeText() const;

    // Words and names as a screen shows them: rude ones as dots, unless the presenter wants them.
    QString shown(const std::string& word) const;

    bool hidesRudeWords() const { return hidesRudeWords_; }

    void setHidesRudeWords(bool hides);

signals:
    void changed(); // whatever of it

private:
    std::vector<std::string> shownOf(std::vector<std::string> candidates) const;

    PredictionRound round_;
    std::shared_ptr<const OpenModel> model_;
    std::string textBefore_;
    bool hidesRudeWords_ = true;
};

} // namespace logitscope
