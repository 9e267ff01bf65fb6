// A model that runs on a server elsewhere: llama.cpp's, vLLM or another with OpenAI's completions.
// Each step asks for the next token's log probabilities after the token ids of the text so far, for
// all texts at once; the server has their keys and values in its own cache. What it tells are
// logits as good as the model's own: a constant makes no difference to a softmax.
#pragma once

#include "core/model/language_model.h"
#include "core/remote/candidate_request.h"
#include "core/remote/candidates.h"
#include "core/remote/server_calls.h"
#include "core/remote/server_link.h"
#include "core/remote/token_names.h"
#include "core/result.h"
#include "core/token_id.h"

#include <nlohmann/json_fwd.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// What connectTo() found out.
struct ConnectedServer
{
    std::unique_ptr<ServerLink> link;
    std::unique_ptr<ServerLink> briefLink; // for what somebody waits for who types
    AskedModel asked;
    ListedModel listed;                  // as it was then, to know it again
    std::string answersAs;               // its name in answers; empty: they don't say
    std::vector<std::string> vocabulary; // each token's bytes, by id
    std::optional<TokenId> beginOfText;  // what llama.cpp says; nothing: unknown
    std::optional<TokenId> endOfText;
    int mostCandidates = 0; // that it may be asked for
    ModelInfo info;
};

// From any number of threads.
class RemoteModel final : public LanguageModel
{
public:
    RemoteModel(ConnectedServer server, int candidates);

    const ModelInfo& info() const override { return server_.info; }

    std::unique_ptr<Context> newContext() const override;
    Result<void> read(std::span<const NextTokens> texts) const override;
    void interrupt() const override;
    void resume() const override;

    // How many candidates a step asks for at first; Context::fetch() asks for more.
    int candidates() const { return candidates_; }

    // What the server may be asked for: its operator may have set a limit. It may tell of fewer,
    // where it names tokens by their text.
    int mostCandidates() const override { return mostCandidates_; }

    // Each token's bytes, by id. Empty for those that stand for no text.
    const std::vector<std::string>& vocabulary() const { return server_.vocabulary; }

    std::optional<TokenId> beginOfText() const { return server_.beginOfText; }

    std::optional<TokenId> endOfText() const { return server_.endOfText; }

    // Asks the server for a text's tokens, as tokenizeCall() has it. An Error where it has no
    // /tokenize. It takes three seconds at most, since somebody may wait for it who types. Whoever
    // asks may stop it; interrupt() doesn't, which is of passes.
    Result<std::vector<TokenId>> encode(std::string_view text, bool takesSpecial,
                                        const std::stop_token& stop = {}) const;

    // Of the last step that the server answered.
    std::optional<std::chrono::microseconds> latency() const override { return latency_; }

    using Candidates = std::vector<Candidate>;

    // The next token's most likely candidates after each text. Asks for fewer where the server
    // doesn't allow so many.
    Result<std::vector<Candidates>> nextTokens(std::span<const std::vector<TokenId>> texts,
                                               int candidates) const;

    // The same after each token of the text from `first` on. The token that follows in the text is
    // among them, unless the server may not be asked for so many.
    Result<std::vector<Candidates>> eachToken(std::span<const TokenId> text, int first,
                                              int candidates) const;

private:
    // Steps of a text, and for each how many candidates have the token that follows among them.
    struct EachStep
    {
        std::vector<Candidates> steps;
        std::vector<int> needed;
    };

    std::stop_token stopToken() const;
    Result<std::vector<ServerAnswer>> ask(const CallsFor& callsFor, int& candidates,
                                          const std::stop_token& stop) const;
    Result<std::vector<Candidates>> askNext(std::span<const std::vector<TokenId>> texts,
                                            int candidates, const std::stop_token& stop) const;
    Result<EachStep> askEach(std::span<const TokenId> text, int first, int candidates,
                             const std::stop_token& stop) const;
    Result<void> askForThoseThatFollow(std::span<const TokenId> text, int first, EachStep& each,
                                       const std::stop_token& stop) const;
    Result<void> checkSameModel(const std::stop_token& stop) const;
    Wanted wanted(int candidates, std::size_t tokens) const;
    Result<Candidates> stepIn(const nlohmann::json& answer, const Wanted& wanted) const;

    ConnectedServer server_;
    TokenNames names_;
    const int candidates_;
    mutable std::atomic<int> mostCandidates_;
    mutable std::atomic<std::chrono::microseconds> latency_{};
    mutable std::mutex mutex_;
    mutable std::stop_source stop_; // another after each resume()
};

} // namespace logitscope
