// Counts a prompt's tokens for its field. Where the model's server has to be asked, that happens
// beside the window's thread while somebody types, so that the answer is there when it is needed.
#pragma once

#include "core/generation/open_model.h"

#include <QObject>
#include <QThreadPool>

#include <cstddef>
#include <memory>
#include <optional>
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
    std::optional<std::size_t> count(std::string_view prompt);
    void ask(std::string prompt, SpecialTokens special);

    PromptField& field_;
    std::shared_ptr<const OpenModel> model_;
    std::string asked_;   // the latest, also where the server didn't answer
    QThreadPool threads_; // one
};

} // namespace logitscope
