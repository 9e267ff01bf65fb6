// A run: a prompt, and the ways in which a model continued it. The ways are a tree of tokens, and a
// branch is the way to one of its leaves.
//
// Nodes never change. So a run is small and cheap to copy, branches share their beginnings, and a
// copy that somebody keeps stays what it was.
#pragma once

#include "core/run/model_identity.h"
#include "core/run/step.h"
#include "core/run/stop_reason.h"
#include "core/text/added_tokens.h"
#include "core/token_id.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace logitscope
{

struct Node;
using NodePtr = std::shared_ptr<const Node>;

// A token of the continuation.
struct Node
{
    NodePtr parent; // the token before it; nullptr: it is the first
    int index;      // of its step, which counts from 0
    Step step;

    Node(NodePtr before, int number, Step made);
    ~Node();

    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
};

struct Branch
{
    std::string name = {};              // by a person, or its strategy's; empty: it has none
    SamplerChain settings = {};         // without a token: those that the first is to have
    NodePtr leaf = {};                  // its last token; nullptr: there is none yet
    std::uint64_t seed = 1;             // of the random numbers of what comes next,
    std::uint64_t stream = 0;           // and which of the seed's they are
    int limit = 0;                      // tokens that were asked for
    std::vector<std::string> stop = {}; // strings that were to end the text
    StopReason stopReason = StopReason::Stopped;

    int length() const { return leaf ? leaf->index + 1 : 0; }

    // The same tokens as nodes, not only of the same ids.
    friend bool operator==(const Branch&, const Branch&) = default;
};

struct Run
{
    std::string model = {}; // its full name
    ModelIdentity identity = {};
    std::string version = {}; // of the program that wrote it; empty: it was made here
    std::string prompt = {};  // the text
    std::vector<TokenId> promptTokens = {};
    SpecialTokens special = SpecialTokens::Recognised; // how the prompt was read
    std::vector<Branch> branches = {Branch()}; // none only of a comparison in which nothing ran
    std::size_t current = 0;                   // the branch that is shown

    Branch& branch() { return branches[current]; }

    const Branch& branch() const { return branches[current]; }

    friend bool operator==(const Run&, const Run&) = default;
};

// The node of a token behind `parent`, or of the first; of several tokens, the last one's.
NodePtr follow(NodePtr parent, Step step);
NodePtr follow(NodePtr parent, std::vector<Step> steps);

// The way to a leaf, from the first token on.
std::vector<NodePtr> pathTo(const NodePtr& leaf);

std::vector<Step> stepsOf(const Branch& branch);

// The continuation as valid UTF-8, without the token that ended it.
std::string continuationOf(const Branch& branch);

// What it began with: its first token's, or those that this is to have.
SamplerChain settingsOf(const Branch& branch);
std::uint64_t streamOf(const Branch& branch);

// The prompt's tokens and those of the branch, the first `length` of them. Below 0: the prompt
// without so many of its last tokens.
std::vector<TokenId> textBefore(const Run& run, const Branch& branch, int length);

// How many tokens two branches have in common, as nodes: where one was forked off the other.
int sharedLength(const Branch& one, const Branch& other);

// A branch that goes another way after the first `length` tokens of the current one, and becomes
// the current one; the branch that it left stands before it. Random numbers are those of `stream`.
void fork(Run& run, int length, std::uint64_t stream);

// Of the current branch's seed: one that no branch has yet.
std::uint64_t freeStream(const Run& run);

// The branch that this one left, and how many tokens they share: of those before it, the one with
// the most in common. Nothing for the first.
struct Origin
{
    std::size_t branch;
    int shared;
};

std::optional<Origin> originOf(const Run& run, std::size_t branch);

// Where the branch goes its own way: off the one that it left, or where the others leave it.
int ownBeginning(const Run& run, std::size_t branch);

// Its branches with tokens, each with a name: "branch 2" where nobody gave it one.
Run namedBranchesOf(const Run& run);

} // namespace logitscope
