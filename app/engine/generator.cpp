#include "app/engine/generator.h"

#include <utility>

namespace logitscope
{

namespace
{

// A prompt with its continuation, as long as GPT-2's context, and another one: 150 MB of keys and
// values in the model with 124M parameters.
constexpr int keptTokens = 2048;

std::vector<float> copyOf(std::span<const float> logits)
{
    return {logits.begin(), logits.end()};
}

} // namespace

Generator::Generator(GenerationService& service, QObject* parent)
    : QObject(parent)
    , client_(service, {.keptTokens = keptTokens})
{
}

void Generator::newOrder()
{
    if (run_)
        run_->cancel();
    if (std::exchange(running_, false))
        emit ended(); // what there is of it can still be taken
    ++order_;
}

void Generator::start(GenerationJob job, Logits logits)
{
    newOrder();
    running_ = true;
    const auto push = [this, order = order_](RowEvent event) {
        if (queue_.push(order, std::move(event)))
            emit eventsArrived();
    };
    run_ = client_.submit(
        std::move(job),
        {.stepped =
             [push, logits](int row, const Step& step, std::span<const float> from) {
                 push({row, StepRecord{step, logits == Logits::Kept ? copyOf(from)
                                                                    : std::vector<float>()}});
             },
         .ended =
             [push](int row, StopReason reason) {
                 push({row, reason});
             },
         .finished =
             [this, order = order_](const std::optional<Error>& error) {
                 QMetaObject::invokeMethod(this, [this, order, error] {
                     if (order != order_ || !std::exchange(running_, false))
                         return;
                     if (error)
                         emit failed(QString::fromStdString(error->message));
                     else
                         emit ended();
                 });
             }});
}

void Generator::stop()
{
    if (running_)
        run_->cancel();
}

void Generator::forget()
{
    newOrder();
}

void Generator::read(std::shared_ptr<const OpenModel> model, std::vector<TokenId> tokens)
{
    if (question_)
        question_->cancel();
    const auto answer = [this, number = ++questions_](auto tell) {
        QMetaObject::invokeMethod(this, [this, number, tell = std::move(tell)] {
            if (number == questions_)
                tell();
        });
    };
    GenerationJob job{.model = std::move(model), .prompts = {tokens}};
    question_ = client_.submit(
        std::move(job),
        {.read =
             [this, answer, tokens = std::move(tokens)](int, std::span<const float> logits) {
                 answer([this, tokens, found = copyOf(logits)] { emit textRead(tokens, found); });
             },
         .finished =
             [this, answer](const std::optional<Error>& error) {
                 if (error)
                     answer([this, sentence = QString::fromStdString(error->message)] {
                         emit readingFailed(sentence);
                     });
             }});
}

void Generator::readEach(std::shared_ptr<const OpenModel> model, std::vector<TokenId> tokens,
                         int first)
{
    forgetEach();
    const auto push = [this, first, survey = surveys_](int, int position,
                                                       std::span<const float> before) {
        if (position >= first && each_.push(survey, {position, copyOf(before)}))
            emit eachArrived();
    };
    const auto pushLast = [push, position = static_cast<int>(tokens.size())](
                              int prompt, std::span<const float> after) {
        push(prompt, position, after);
    };
    survey_ = client_.submit({.model = std::move(model), .prompts = {std::move(tokens)}},
                             {.expected = push, .read = pushLast});
}

void Generator::forgetEach()
{
    if (survey_)
        survey_->cancel();
    ++surveys_;
}

} // namespace logitscope
