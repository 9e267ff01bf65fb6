#include "core/library/hub_refusal.h"

#include "core/library/known_models.h"

namespace logitscope
{

namespace
{

Error noSuchModel(const std::string& host, const std::string& repository, bool hasToken)
{
    const auto* similar = findSimilarModel(repository);
    return Error::of(
        "{}: {} has no such model, or it is private; {}, or set HF_TOKEN to {} token "
        "that may read it",
        repository, host,
        similar ? fmt::format("did you mean {}? Otherwise check the name", similar->repository)
                : "check the name",
        hasToken ? "another" : "a");
}

} // namespace

Error refusalOf(const WebAnswer& answer, const WebAddress& hub, const ModelId& model,
                const std::string& file, const HubSettings& settings)
{
    const auto host = answer.address.authority();
    const auto name = model.text();
    const bool hasToken = !settings.token.empty();
    const auto page = settings.endpoint + "/" + model.repository;
    const auto later = Error::of("{}: {}: {} answers with HTTP status {}; try again later", name,
                                 file, host, answer.status);
    if (!answer.address.isSameOrigin(hub))
        return later;

    const auto code = answer.headers.find("x-error-code");
    if (code == "RepoNotFound")
        return noSuchModel(host, model.repository, hasToken);
    if (code == "RevisionNotFound")
        return Error::of("{}: has no revision {}; its branches, tags and commits are at {}",
                         model.repository, model.revision, page);
    if (code == "GatedRepo")
        return Error::of("{}: its conditions must be accepted first, at {}; then {}", name, page,
                         hasToken ? "download it again with a token of that account"
                                  : "set HF_TOKEN to a token of that account");
    switch (answer.status) {
    case 401:
        return hasToken
                   ? Error::of("{}: {} doesn't accept the token; set HF_TOKEN to another", name,
                               host)
                   : Error::of("{}: {} asks for a token; set HF_TOKEN to one that may read this "
                               "model",
                               name, host);
    case 403:
        return Error::of("{}: isn't for this account, or not yet; look at {}, and set HF_TOKEN to "
                         "a token that may read it",
                         name, page);
    case 407:
        return Error::of("{}: the proxy asks for a password; put it into the proxy's address, as "
                         "http_proxy has it",
                         name);
    case 404:
        return Error::of("{}: {}: {} has no such file; check the model's name and HF_ENDPOINT",
                         name, file, host);
    case 429:
        return Error::of("{}: {} has too many requests from this computer; try again in a few "
                         "minutes, or set HF_TOKEN, which raises the limit",
                         name, host);
    default:
        return later;
    }
}

} // namespace logitscope
