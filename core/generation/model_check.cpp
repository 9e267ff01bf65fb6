#include "core/generation/model_check.h"

#include "core/generation/prompt_tokens.h"

#include <algorithm>

namespace logitscope
{

namespace
{

// Dialogue, numbers, names, a line break, letters beyond ASCII.
constexpr auto paragraph =
    "The ferry left at half past six, as it had done every morning since 1887, with eleven "
    "passengers, two bicycles and a crate of hens. \"You'll want your coat,\" said the captain's "
    "wife, who sold the tickets; but Mr. Lindqvist had forgotten it in the café, on the chair by "
    "the window, and by the time he remembered they were out beyond the lighthouse.\n\nThe wind "
    "came from the north-west. It smelled of salt, of tar and, very faintly, of coffee. He turned "
    "up his collar and counted his money: three crowns and forty öre, which was enough for the way "
    "back, or for a hat, but not for both.";

constexpr double loadingPart = 0.5; // of the work, more or less

Precision precisionOf(const ModelInfo& info)
{
    for (const auto precision : {Precision::BF16, Precision::INT8}) {
        if (info.precision == nameOf(precision))
            return precision;
    }
    return Precision::F32;
}

bool isNative(const OpenModel& model)
{
    return model.model->info().engine == nameOf(ModelEngine::Native);
}

Result<std::shared_ptr<const OpenModel>> openInOtherEngine(const OpenModel& open,
                                                           const ModelCheckRequest& request)
{
    LoadOptions options{.device = isNative(open) ? request.device : Device::Cpu,
                        .engine = isNative(open) ? ModelEngine::Libtorch : ModelEngine::Native,
                        .precision = precisionOf(open.model->info())};
    if (request.progress)
        options.progress = [&](double part) { return request.progress(part * loadingPart); };
    return openModelFolder(open.folder, options);
}

Result<std::vector<TokenId>> tokensOf(const OpenModel& model, const ModelCheckRequest& request)
{
    if (request.text)
        return tokensOf(model, *request.text, request.special);
    auto tokens = model.tokenizer.encode(paragraph);
    const auto room = static_cast<std::size_t>(model.model->info().contextLength);
    if (tokens)
        tokens->resize(std::min(tokens->size(), room));
    return tokens;
}

} // namespace

Result<ModelCheck> checkModel(const OpenModel& open, const ModelCheckRequest& request)
{
    if (open.isServed())
        return fail("{}: the model runs there, and the check is of the engines on this machine; "
                    "open a model's folder",
                    open.model->info().device);
    if (precisionOf(open.model->info()) == Precision::INT8)
        return fail("precision is int8, which only the native engine has; choose f32 or bf16 to "
                    "compare the two");
    const auto tokens = tokensOf(open, request);
    if (!tokens)
        return tl::unexpected(tokens.error());
    const auto other = openInOtherEngine(open, request);
    if (!other)
        return tl::unexpected(other.error());

    const auto& native = isNative(open) ? *open.model : *(*other)->model;
    const auto& libtorch = isNative(open) ? *(*other)->model : *open.model;
    std::function<bool(double)> progress;
    if (request.progress)
        progress = [&](double part) {
            return request.progress(loadingPart + part * (1.0 - loadingPart));
        };
    const auto figures = checkEngines(native, libtorch, *tokens, progress);
    if (!figures)
        return tl::unexpected(figures.error());
    return ModelCheck{.native = native.info(),
                      .libtorch = libtorch.info(),
                      .figures = *figures,
                      .limits = engineLimits(native.info().precision)};
}

} // namespace logitscope
