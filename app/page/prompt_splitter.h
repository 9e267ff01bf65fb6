// Counts a prompt's tokens for its field. Where the model's server has to be asked, that happens
// beside the window's thread while somebody types, so that the answer is there when it is needed.
#pragma once

#include "core/generation/open_model.h"

#include <QObject>
#include <QThreadPool>

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace logitscope
{

class PromptField;

class PromptSplitter : public QObject
{
    Q_OBJECT

public:
    // A child of the field.
    explicit PromptSplitter(PromptField& field);
    ~PromptSplitter() override;

    void setModel(std::shared_ptr<const OpenModel> model);

    // The server has still to say how the field's prompt is split; the field's limitChanged() tells
    // when it has.
    bool isWaiting() const;

private:
    struct Question
    {
        std::string prompt;
        SpecialTokens special;

        friend bool operator==(const Question&, const Question&) = default;
    };

    std::optional<std::size_t> count(std::string_view prompt);
    void ask(const std::string& prompt, SpecialTokens special);
    void stop();

    PromptField& field_;
    std::shared_ptr<const OpenModel> model_;
    std::optional<Question> asked_; // the latest, also where the server didn't answer
    std::stop_source stop_;         // of the latest
    QThreadPool threads_;           // one
};

} // namespace logitscope
