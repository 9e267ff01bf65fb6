#include "app/page/prompt_splitter.h"

#include "widgets/control/prompt_field.h"

#include <utility>

namespace logitscope
{

PromptSplitter::PromptSplitter(PromptField& field) : QObject(&field), field_(field)
{
    threads_.setMaxThreadCount(1);
}

PromptSplitter::~PromptSplitter()
{
    threads_.clear();
    threads_.waitForDone();
}

void PromptSplitter::setModel(std::shared_ptr<const OpenModel> model)
{
    model_ = std::move(model);
    asked_.clear();
    field_.setLimit({[this](std::string_view prompt) { return count(prompt); },
                     model_->model->info().contextLength});
}

bool PromptSplitter::isWaiting() const
{
    return model_ && model_->tokenizer.hasToAsk(field_.prompt(), field_.reading());
}

std::optional<std::size_t> PromptSplitter::count(std::string_view prompt)
{
    const auto special = field_.reading();
    if (model_->tokenizer.hasToAsk(prompt, special)) {
        ask(std::string(prompt), special);
        return std::nullopt;
    }
    const auto tokens = model_->tokenizer.encode(prompt, special);
    return tokens ? std::optional(tokens->size()) : std::nullopt;
}

// Once: what the server doesn't answer is asked again when it is needed.
void PromptSplitter::ask(std::string prompt, SpecialTokens special)
{
    if (prompt == asked_)
        return;
    asked_ = prompt;
    threads_.clear(); // those that are out of date
    threads_.start([this, model = model_, prompt = std::move(prompt), special] {
        const bool isSplit = model->tokenizer.encode(prompt, special).has_value();
        QMetaObject::invokeMethod(this, [this, model, isSplit] {
            if (isSplit && model == model_)
                emit field_.limitChanged();
        });
    });
}

} // namespace logitscope
