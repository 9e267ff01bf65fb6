// The model's probabilities of words behind a text: of several tokens, the product of theirs. The
// model reads the words one after the other.
#pragma once

#include "app/engine/generator.h"

#include <QObject>

#include <memory>
#include <vector>

namespace logitscope
{

class WordProbabilities : public QObject
{
    Q_OBJECT

public:
    // The service outlives it.
    explicit WordProbabilities(GenerationService& service, QObject* parent = nullptr);

    // Only of the latest text. A word that doesn't fit behind it is left out.
    void ask(std::shared_ptr<const OpenModel> model, std::vector<TokenId> text,
             std::vector<std::vector<TokenId>> words);

    void cancel() { words_.clear(); } // what was asked; the text that was read is kept

    void forget(); // both, and the model

    bool isAsking() const { return !words_.empty(); }

signals:
    void known(const std::vector<logitscope::TokenId>& word, double probability);

private:
    std::vector<TokenId> whole() const; // the text with the word that is read
    void readWord();
    void takeScores(const std::vector<TokenId>& text, int begin,
                    const std::vector<TokenScore>& scores);
    void goOn();

    Generator generator_;
    std::shared_ptr<const OpenModel> model_;
    std::vector<TokenId> text_;
    std::vector<std::vector<TokenId>> words_; // that are still to be read, the next one last
};

} // namespace logitscope
