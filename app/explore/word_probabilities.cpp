#include "app/explore/word_probabilities.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

WordProbabilities::WordProbabilities(GenerationService& service, QObject* parent)
    : QObject(parent)
    , generator_(service)
{
    connect(&generator_, &Generator::scored, this, &WordProbabilities::takeScores);
    connect(&generator_, &Generator::textRead, this, [this](const auto& text) {
        if (isAsking() && text == whole())
            goOn();
    });
    connect(&generator_, &Generator::readingFailed, this, &WordProbabilities::goOn);
}

void WordProbabilities::ask(std::shared_ptr<const OpenModel> model, std::vector<TokenId> text,
                            std::vector<std::vector<TokenId>> words)
{
    model_ = std::move(model);
    text_ = std::move(text);
    words_ = std::move(words);
    std::ranges::reverse(words_);
    readWord();
}

void WordProbabilities::forget()
{
    words_.clear();
    model_.reset();
    generator_.forgetTexts();
}

std::vector<TokenId> WordProbabilities::whole() const
{
    auto whole = text_;
    whole.insert(whole.end(), words_.back().begin(), words_.back().end());
    return whole;
}

void WordProbabilities::readWord()
{
    if (!isAsking())
        return;
    auto read = whole();
    const TextRange range{static_cast<int>(text_.size()), static_cast<int>(read.size())};
    generator_.read(model_, std::move(read), range);
}

// Comes before the text is said to be read. One that was called off has too few.
void WordProbabilities::takeScores(const std::vector<TokenId>& text, int begin,
                                   const std::vector<TokenScore>& scores)
{
    if (!isAsking() || text != whole() || begin != static_cast<int>(text_.size()) ||
        scores.size() < words_.back().size())
        return;
    if (!std::ranges::all_of(scores, &TokenScore::isKnown)) // and stays "not known"
        return;
    double probability = 1.0;
    for (const auto& score : scores)
        probability *= score.probability;
    emit known(words_.back(), probability);
}

void WordProbabilities::goOn()
{
    if (!isAsking())
        return;
    words_.pop_back();
    readWord();
}

} // namespace logitscope
