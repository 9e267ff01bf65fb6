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

// The scores of a text while it is read, on the service's thread.
class Scoring
{
public:
    explicit Scoring(std::vector<TokenId> text) : text_(std::move(text)) {}

    void add(int position, const KnownLogits& before)
    {
        if (before.empty())
            return;
        const auto score =
            scoreOf(text_[static_cast<std::size_t>(position)], before, before.coverage);
        isGood_ = isGood_ && score.has_value(); // what follows a gap is nobody's
        if (!isGood_)
            return;
        if (scores_.empty())
            begin_ = position;
        scores_.push_back(*score);
    }

    // Once: what was added since.
    std::vector<TokenScore> take() { return std::exchange(scores_, {}); }

    int begin() const { return begin_; }

    const std::vector<TokenId>& text() const { return text_; }

private:
    std::vector<TokenId> text_;
    std::vector<TokenScore> scores_;
    int begin_ = 0;
    bool isGood_ = true;
};

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

// They are told when the text is read, or when that is called off.
void Generator::score(JobEvents& events, const std::vector<TokenId>& text)
{
    const auto scoring = std::make_shared<Scoring>(text);
    const auto tell = [this, scoring, model = models_] {
        auto scores = scoring->take();
        if (scores.empty())
            return;
        QMetaObject::invokeMethod(this, [this, model, text = scoring->text(),
                                         begin = scoring->begin(), scores = std::move(scores)] {
            if (model == models_)
                emit scored(text, begin, scores);
        });
    };
    events.expected = [scoring](int, int position, KnownLogits before) {
        scoring->add(position, before);
    };
    events.read = [tell, read = std::move(events.read)](int prompt, KnownLogits logits) {
        tell(); // before who asked goes on
        if (read)
            read(prompt, logits);
    };
    events.finished = [tell, finished = std::move(events.finished)](const auto& error) {
        tell();
        finished(error);
    };
}

void Generator::start(GenerationJob job, Logits logits, std::optional<TextRange> scored)
{
    newOrder();
    running_ = true;
    if (std::exchange(questionScores_, false) &&
        question_) // what it has read so far is kept for the job
        question_->cancel();
    const auto push = [this, order = order_](RowEvent event) {
        if (queue_.push(order, std::move(event)))
            QMetaObject::invokeMethod(this, &Generator::eventsArrived, Qt::QueuedConnection);
    };
    JobEvents events{
        .stepped =
            [push, logits](int row, const Step& step, KnownLogits from) {
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
            }};
    if (scored) {
        job.expected = *scored;
        score(events, job.prompts.front());
    }
    run_ = client_.submit(std::move(job), std::move(events));
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

void Generator::forgetTexts()
{
    ++models_;
    forgetEach();
    client_.forgetTexts();
}

void Generator::read(std::shared_ptr<const OpenModel> model, std::vector<TokenId> tokens,
                     std::optional<TextRange> scored)
{
    if (question_)
        question_->cancel();
    questionScores_ = scored.has_value();
    const auto answer = [this, number = ++questions_](auto tell) {
        QMetaObject::invokeMethod(this, [this, number, tell = std::move(tell)] {
            if (number == questions_)
                tell();
        });
    };
    const int all = model->model->info().vocabularySize;
    GenerationJob job{.model = std::move(model), .prompts = {tokens}, .candidates = all};
    JobEvents events{
        .read =
            [this, answer, tokens](int, KnownLogits logits) {
                answer([this, tokens, found = copyOf(logits), coverage = logits.coverage] {
                    emit textRead(tokens, found, coverage);
                });
            },
        .finished =
            [this, answer](const std::optional<Error>& error) {
                if (error)
                    answer([this, sentence = QString::fromStdString(error->message)] {
                        emit readingFailed(sentence);
                    });
            }};
    if (scored) {
        job.expected = *scored;
        score(events, tokens);
    }
    question_ = client_.submit(std::move(job), std::move(events));
}

void Generator::readEach(std::shared_ptr<const OpenModel> model, std::vector<TokenId> tokens,
                         int first)
{
    forgetEach();
    const auto push = [this, survey = surveys_](int, int position, KnownLogits before) {
        if (each_.push(survey, {position, copyOf(before), before.coverage}))
            emit eachArrived();
    };
    const auto pushLast = [push, position = static_cast<int>(tokens.size())](
                              int prompt, KnownLogits after) { push(prompt, position, after); };
    const auto end = [this, survey = surveys_](const std::optional<Error>& error) {
        QMetaObject::invokeMethod(this, [this, survey, error] {
            if (survey != surveys_)
                return;
            isReadingEach_ = false;
            emit eachEnded();
            if (error)
                emit readingFailed(QString::fromStdString(error->message));
        });
    };
    isReadingEach_ = true;
    survey_ = client_.submit({.model = std::move(model),
                              .prompts = {std::move(tokens)},
                              .rows = {},
                              .expected = {.begin = first}},
                             {.expected = push, .read = pushLast, .finished = end});
}

void Generator::forgetEach()
{
    if (survey_)
        survey_->cancel();
    ++surveys_;
    isReadingEach_ = false;
}

} // namespace logitscope
