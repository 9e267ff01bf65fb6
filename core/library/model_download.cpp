#include "core/library/model_download.h"

namespace logitscope
{

Result<std::filesystem::path> downloadModel(const ModelId& model, const HubSettings& /*settings*/,
                                            const DownloadOptions& /*options*/)
{
    return fail("{}: can't be downloaded yet", model.text());
}

void discardPartialDownload(const ModelId& /*model*/, const HubSettings& /*settings*/) {}

} // namespace logitscope
