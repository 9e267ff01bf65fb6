#include "core/library/known_models.h"

#include <algorithm>
#include <array>
#include <string>

namespace logitscope
{

namespace
{

constexpr std::array models = {
    KnownModel{.repository = "distilgpt2",
               .title = "DistilGPT-2",
               .sentence = "GPT-2 with half its layers: twice as fast, less coherent.",
               .parameters = 81'912'576,
               .commit = "2290a626",
               .weightBytes = 352'824'413,
               .weightsSum = "e1ff18884359fe8beb795a5f414feb85a6ce3d929ad019c0d958c039d2b94a1b"},
    KnownModel{.repository = "gpt2",
               .title = "GPT-2",
               .sentence = "The smallest of the four that OpenAI published in 2019.",
               .parameters = 124'439'808,
               .commit = "607a30d7",
               .weightBytes = 548'105'171,
               .weightsSum = "248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707"},
    KnownModel{.repository = "gpt2-medium",
               .title = "GPT-2 Medium",
               .sentence = "Three times as large as GPT-2, and more coherent.",
               .parameters = 354'823'168,
               .commit = "6dcaa7a9",
               .weightBytes = 1'519'984'962,
               .weightsSum = "fc5a354a19255ad494f3d71549390baca1ccf61d1d822b9408971705c687c9cd"},
    KnownModel{.repository = "gpt2-large",
               .title = "GPT-2 Large",
               .sentence = "Six times as large as GPT-2.",
               .parameters = 774'030'080,
               .commit = "",
               .weightBytes = 3'247'000'000,
               .weightsSum = ""},
    KnownModel{.repository = "gpt2-xl",
               .title = "GPT-2 XL",
               .sentence = "The largest of the four, twelve times GPT-2.",
               .parameters = 1'557'611'200,
               .commit = "15ea56de",
               .weightBytes = 6'431'000'000,
               .weightsSum = "0f8b28eb05a8075f48b61b6f35332978c74fc7763fa9fb4051a1c30511736a6a"},
};

constexpr std::string_view presentOwner = "openai-community/";

// Its letters and digits, the letters small.
std::string spelling(std::string_view name)
{
    std::string letters;
    for (const char c : name)
        if (c >= 'A' && c <= 'Z')
            letters += static_cast<char>(c - 'A' + 'a');
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            letters += c;
    return letters;
}

} // namespace

std::span<const KnownModel> knownModels()
{
    return models;
}

const KnownModel* findKnownModel(std::string_view repository)
{
    if (repository.starts_with(presentOwner))
        repository.remove_prefix(presentOwner.size());
    else if (repository == "distilbert/distilgpt2")
        repository = "distilgpt2";
    const auto found = std::ranges::find(models, repository, &KnownModel::repository);
    return found == models.end() ? nullptr : &*found;
}

const KnownModel* findSimilarModel(std::string_view repository)
{
    const auto name = repository.substr(repository.find('/') + 1); // all of it without an owner
    const auto found = std::ranges::find(
        models, spelling(name), [](const KnownModel& model) { return spelling(model.repository); });
    return found == models.end() ? nullptr : &*found;
}

} // namespace logitscope
