#include "core/generation/job_run.h"

#include "core/generation/prompt_tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <exception>
#include <new>
#include <utility>

namespace logitscope
{

namespace
{

// What was read of a text; without memory for it another job reads it anew.
template <class Text>
void keep(Text&& text, ContextCache& cache) noexcept
{
    try {
        cache.put(std::forward<Text>(text).release());
    } catch (const std::bad_alloc&) {
    }
}

// Logarithms of probabilities, and how many of them there are.
KnownLogits probabilitiesIn(std::span<const float> logits)
{
    const auto vocabulary = static_cast<int>(logits.size());
    int known = 0;
    double sum = 0.0;
    for (const float logit : logits)
        if (std::isfinite(logit)) {
            sum += std::exp(static_cast<double>(logit));
            ++known;
        }
    return {logits,
            {known, vocabulary, known < vocabulary ? std::clamp(1.0 - sum, 0.0, 1.0) : 0.0}};
}

// Positions of keys and values that are written for so many rows, which begin from a text.
std::uint64_t positionsFor(std::size_t rows, std::size_t text, std::size_t added,
                           const ModelInfo& info)
{
    const auto context = static_cast<std::size_t>(info.contextLength);
    const auto length = std::min(text, context);
    if (rows == 0)
        return length;
    const auto ofOne = std::min(length + added, context);
    if (rows == 1 || info.sharedBlock == 0)
        return rows * ofOne;
    // Of its first own block and its last, a fork may use one position each.
    const auto unused = 2 * (static_cast<std::size_t>(info.sharedBlock) - 1);
    return length + rows * (ofOne - length + unused);
}

} // namespace

JobRun::JobRun(GenerationJob job, JobEvents events, std::shared_ptr<JobTicket> ticket)
    : job_(std::move(job))
    , events_(std::move(events))
    , ticket_(std::move(ticket))
    , hasEnded_(job_.rows.size())
    , steps_(job_.rows.size())
{
    std::vector<Text> goingOn;
    for (int prompt = 0; std::cmp_less(prompt, job_.prompts.size()); ++prompt)
        texts_.push_back({.prompt = prompt, .rows = {}, .goesOn = false});
    for (int row = 0; std::cmp_less(row, job_.rows.size()); ++row) {
        const auto& what = rowAt(row);
        if (what.continuation.empty())
            texts_[static_cast<std::size_t>(what.prompt)].rows.push_back(row);
        else
            goingOn.push_back({.prompt = what.prompt, .rows = {row}, .goesOn = true});
    }
    if (!job_.rows.empty()) // a prompt that nothing begins from needn't be read
        std::erase_if(texts_, [](const Text& text) { return text.rows.empty(); });
    texts_.insert(texts_.end(), goingOn.begin(), goingOn.end());
}

void JobRun::waitFor(CurrentPass& pass)
{
    pass_ = &pass;
    interrupts_.emplace(ticket_->token(), [&pass] { pass.interrupt(); });
}

int JobRun::rowsLeft() const
{
    auto count = rows_.size();
    for (auto text = text_; text < texts_.size(); ++text)
        count += texts_[text].rows.size();
    return static_cast<int>(count);
}

std::size_t JobRun::lengthOf(const Text& text) const
{
    const auto prompt = job_.prompts[static_cast<std::size_t>(text.prompt)].size();
    return text.goesOn
               ? prompt + job_.rows[static_cast<std::size_t>(text.rows.front())].continuation.size()
               : prompt;
}

bool JobRun::hasShortTextLeft(int most) const
{
    return hasTextLeft() && !texts_[text_].rows.empty() &&
           std::cmp_less_equal(lengthOf(texts_[text_]), most);
}

std::uint64_t JobRun::bytesToCome() const
{
    const auto& info = job_.model->model->info();
    const auto context = static_cast<std::size_t>(info.contextLength);
    const auto added = static_cast<std::size_t>(std::max(job_.tokens, 0));
    std::uint64_t tokens = 0;
    for (auto text = text_; text < texts_.size(); ++text)
        tokens += positionsFor(texts_[text].rows.size(), lengthOf(texts_[text]), added, info);
    for (const auto& [reader, planned] : reading_)
        tokens -= std::min<std::uint64_t>(tokens, static_cast<std::size_t>(reader.position()));
    for (const auto& [row, own] : rows_) {
        const auto& what = job_.rows[static_cast<std::size_t>(own)];
        const auto begin =
            job_.prompts[static_cast<std::size_t>(what.prompt)].size() + what.continuation.size();
        const auto most = std::min(added, context - std::min(begin, context));
        tokens +=
            most - std::min(most, static_cast<std::size_t>(steps_[static_cast<std::size_t>(own)]));
    }
    return info.bytesOfTokens(tokens);
}

bool JobRun::isDone() const
{
    return error_ || isCancelled() || (text_ == texts_.size() && rows_.empty());
}

std::vector<TokenId> JobRun::tokensOf(const Text& text) const
{
    auto tokens = job_.prompts[static_cast<std::size_t>(text.prompt)];
    if (text.goesOn) {
        const auto& all = job_.rows[static_cast<std::size_t>(text.rows.front())].continuation;
        tokens.insert(tokens.end(), all.begin(), all.end() - 1);
    }
    return tokens;
}

// Memory, which another job may have. An interruption is no fault.
template <class Act>
int JobRun::guarded(const Act& act)
{
    try {
        const auto done = act();
        if (!done && !(pass_ && pass_->isInterrupted()))
            fail(done.error());
        return done.value_or(0);
    } catch (const std::exception& exception) {
        reading_.clear(); // nobody knows how far they came
        fail({fmt::format("there is not enough memory for this, ask for less: {}",
                          firstLine(exception))});
        return 0;
    }
}

Result<void> JobRun::beginText(ContextCache& cache)
{
    const auto& text = texts_[text_ + reading_.size()];
    auto tokens = tokensOf(text);
    if (const auto fits = checkLength(*job_.model, tokens); !fits)
        return fits;
    // A token that is to be told of is read, whoever has read it before.
    const auto known = tellsExpected(text)
                           ? std::min(std::size_t(job_.expected.begin), tokens.size())
                           : tokens.size();
    if (known == 0) {
        reading_.push_back({PromptReader(job_.model, std::move(tokens))});
    } else {
        auto beginning = cache.take(job_.model, std::span(tokens).first(known));
        reading_.push_back({PromptReader(std::move(beginning), std::move(tokens))});
    }
    return {};
}

int JobRun::plan(int most, int longest, Batch& batch, ContextCache& cache)
{
    return guarded([&]() -> Result<int> {
        while (hasTextLeft()) {
            if (!reading_.empty()) {
                auto& [reader, planned] = reading_.back();
                const int count = std::min(most, reader.left() - planned);
                planned += count;
                // The next text may go on with what this one reads.
                if (count > 0 || readsAlone() || cache.keepsTexts())
                    return count;
            }
            const auto next = text_ + reading_.size();
            if (next == texts_.size() || std::cmp_greater(lengthOf(texts_[next]), longest))
                break;
            if (const auto begun = beginText(cache); !begun)
                return tl::unexpected(begun.error());
            if (reading_.back().reader.done()) {
                assert(reading_.size() == 1); // a client that keeps texts reads one at a time
                finishText(batch, cache);
            }
        }
        return 0;
    });
}

int JobRun::read(Batch& batch, ContextCache& cache)
{
    return guarded([&]() -> Result<int> {
        int tokens = 0;
        while (hasTextLeft() && !reading_.empty() && reading_.front().planned > 0) {
            tokens += reading_.front().planned;
            if (const auto read = readPiece(texts_[text_], reading_.front()); !read)
                return tl::unexpected(read.error());
            if (reading_.front().reader.done())
                finishText(batch, cache);
        }
        return tokens;
    });
}

// Only of the text that is read last tokens can be planned, so the others begin anew.
void JobRun::planAgain(ContextCache& cache)
{
    while (reading_.size() > 1) {
        keep(std::move(reading_.back().reader), cache);
        reading_.pop_back();
    }
    if (!reading_.empty())
        reading_.front().planned = 0;
}

void JobRun::addPieces(std::vector<NextTokens>& pass) const
{
    for (const auto& [reader, planned] : reading_)
        if (!error_ && planned > 0)
            pass.push_back(reader.next(planned));
}

void JobRun::wasRead(Batch& batch, ContextCache& cache)
{
    guarded([&]() -> Result<int> {
        for (auto& [reader, planned] : reading_)
            if (!error_ && planned > 0)
                reader.wasRead(reader.next(std::exchange(planned, 0)).tokens);
        while (!reading_.empty() && reading_.front().reader.done())
            finishText(batch, cache);
        return 0;
    });
}

Result<void> JobRun::readPiece(const Text& text, Reading& reading)
{
    auto& reader = reading.reader;
    const int most = std::exchange(reading.planned, 0);
    if (!tellsExpected(text))
        return reader.read(most);
    // What a token was expected with are the logits before it: those of the last piece for the
    // first.
    const int begin = reader.position();
    const auto& told = job_.expected;
    if (told.contains(begin) && told_ <= begin)
        events_.expected(text.prompt, begin, begin > 0 ? reader.logits() : KnownLogits());
    told_ = begin + 1;
    if (begin + most <= told.begin || begin + 1 >= told.end) // the rest of the piece is not told of
        return reader.read(most);
    const auto each = reader.readEach(most);
    if (!each)
        return tl::unexpected(each.error());
    const int end = reader.position();
    const bool givesProbabilities = job_.model->model->info().givesProbabilities;
    const auto vocabulary = each->size() / static_cast<std::size_t>(end - begin);
    for (int position = std::max(begin + 1, told.begin); position < std::min(end, told.end);
         ++position) {
        const auto before =
            each->subspan(static_cast<std::size_t>(position - begin - 1) * vocabulary, vocabulary);
        events_.expected(text.prompt, position,
                         givesProbabilities ? probabilitiesIn(before) : KnownLogits(before));
    }
    return {};
}

void JobRun::finishText(Batch& batch, ContextCache& cache)
{
    const auto& text = texts_[text_];
    auto& reader = reading_.front().reader;
    if (job_.candidates > 0)
        reader.fetch(job_.candidates);
    if (events_.read && !text.goesOn)
        events_.read(text.prompt, reader.logits());
    if (text.rows.empty()) {
        keep(std::move(reader), cache);
    } else {
        const auto& first = rowAt(text.rows.front());
        std::vector<Continuation> continuations;
        continuations.push_back(
            text.goesOn ? std::move(reader).resumed(first.continuation, first.seed, first.stream)
                        : std::move(reader).continuation(first.seed, first.stream));
        for (const int row : std::span(text.rows).subspan(1))
            continuations.push_back(continuations.front().fork(rowAt(row).seed, rowAt(row).stream));
        for (std::size_t i = 0; i < text.rows.size(); ++i)
            addRow(text.rows[i], std::move(continuations[i]), batch);
    }
    reading_.pop_front();
    told_ = 0;
    ++text_;
}

void JobRun::addRow(int row, Continuation continuation, Batch& batch)
{
    auto& what = rowAt(row);
    StopStrings stop(what.stop);
    for (const auto token : what.continuation)
        stop.completedBy(job_.model->tokenizer.bytes(token));
    continuation.setMu(what.mu);
    // First what may need memory: a row in the batch that no job knows would stay there.
    auto place = std::map<int, int>{{0, row}}.extract(0);
    place.key() = batch.add({std::move(continuation), what.settings, std::move(stop),
                             std::move(what.bias), std::move(what.settingsAt)},
                            job_.tokens);
    rows_.insert(std::move(place));
}

void JobRun::stepped(int row, const Step& step, KnownLogits logits)
{
    const int own = rows_.at(row);
    ++steps_[static_cast<std::size_t>(own)];
    if (events_.stepped)
        events_.stepped(own, step, logits);
}

void JobRun::ended(int row, StopReason reason, Continuation continuation, ContextCache& cache)
{
    const int own = rows_.extract(row).mapped();
    hasEnded_[static_cast<std::size_t>(own)] = true;
    keep(std::move(continuation), cache);
    if (events_.ended)
        events_.ended(own, reason);
}

void JobRun::failed(int row, const Error& error)
{
    rows_.erase(row);
    errorOfARow_ = errorOfARow_.value_or(error);
}

bool JobRun::isNew(int row) const
{
    const auto own = static_cast<std::size_t>(rows_.at(row));
    return steps_[own] == 0 && job_.rows[own].continuation.empty();
}

void JobRun::leave(Batch& batch, ContextCache& cache)
{
    for (const auto& [row, own] : std::exchange(rows_, {})) {
        if (auto continuation = batch.remove(row))
            keep(*std::move(continuation), cache);
    }
    for (auto& [reader, planned] : reading_)
        keep(std::move(reader), cache);
    reading_.clear();
}

void JobRun::finish()
{
    const auto& error = error_ ? error_ : errorOfARow_;
    if (!error && events_.ended) {
        for (std::size_t row = 0; row < hasEnded_.size(); ++row)
            if (!hasEnded_[row])
                events_.ended(static_cast<int>(row), StopReason::Stopped);
    }
    if (events_.finished)
        events_.finished(error);
}

} // namespace logitscope
