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
    stop();
    threads_.waitForDone();
}

void PromptSplitter::setModel(std::shared_ptr<const OpenModel> model)
{
    stop();
    model_ = std::move(model);
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

// A server that is slow to answer must hold up neither the window nor the next prompt.
void PromptSplitter::stop()
{
    stop_.request_stop();
    stop_ = std::stop_source();
    threads_.clear();
    asked_.reset();
}

// Once: what the server doesn't answer is asked again when it is needed.
void PromptSplitter::ask(const std::string& prompt, SpecialTokens special)
{
    const Question question{prompt, special};
    if (asked_ == question)
        return;
    stop(); // what is out of date
    asked_ = question;
    threads_.start([this, model = model_, question, stop = stop_.get_token()] {
        const bool isSplit =
            model->tokenizer.encode(question.prompt, question.special, stop).has_value();
        QMetaObject::invokeMethod(this, [this, model, isSplit] {
            if (isSplit && model == model_)
                emit field_.limitChanged();
        });
    });
}

} // namespace logitscope
