#include "app/room/room_round.h"

#include "core/room/word_filter.h"
#include "core/text/utf8_stream.h"

#include <utility>

namespace logitscope
{

void RoomRound::ask(std::shared_ptr<const OpenModel> model, std::string textBefore,
                    const QString& question, std::vector<std::string> candidates)
{
    model_ = std::move(model);
    textBefore_ = std::move(textBefore);
    round_.ask(question.toStdString(), shownOf(std::move(candidates)));
    emit changed();
}

void RoomRound::setCandidates(std::vector<std::string> candidates)
{
    round_.setCandidates(shownOf(std::move(candidates)));
    emit changed();
}

std::vector<std::string> RoomRound::shownOf(std::vector<std::string> candidates) const
{
    if (hidesRudeWords_)
        std::erase_if(candidates, isRude);
    return candidates;
}

void RoomRound::reveal()
{
    round_.reveal();
    emit changed();
}

void RoomRound::sample(TokenId token)
{
    round_.sample(token);
    emit changed();
}

void RoomRound::end()
{
    round_.end();
    model_.reset(); // another one may need its memory
    textBefore_.clear();
    emit changed();
}

bool RoomRound::add(const Prediction& prediction, std::uint64_t person)
{
    if (!model_)
        return false;
    const bool counts =
        round_.add({person, prediction, tokensOfWord(*model_, textBefore_, prediction.word)});
    if (counts)
        emit changed();
    return counts;
}

void RoomRound::removeWord(const std::vector<TokenId>& tokens)
{
    round_.removeWord(tokens);
    emit changed();
}

void RoomRound::setProbability(const std::vector<TokenId>& tokens, double probability)
{
    round_.setProbability(tokens, probability);
    emit changed();
}

void RoomRound::forgetScores()
{
    round_.forgetScores();
    emit changed();
}

std::string RoomRound::outcomeText() const
{
    const auto token = round_.outcome();
    return token && model_ ? validUtf8(model_->tokenizer.bytes(*token)) : std::string();
}

QString RoomRound::shown(const std::string& word) const
{
    return QString::fromStdString(hidesRudeWords_ ? withoutRudeWords(word) : word);
}

void RoomRound::setHidesRudeWords(bool hides)
{
    if (hidesRudeWords_ == hides)
        return;
    hidesRudeWords_ = hides;
    emit changed();
}

} // namespace logitscope
