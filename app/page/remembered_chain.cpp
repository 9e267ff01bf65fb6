#include "app/page/remembered_chain.h"

#include "core/run/chain_json.h"

namespace logitscope
{

std::optional<SamplerChain> restoredChain(const QVariantMap& kept, const SamplerChain& usual)
{
    if (kept.contains("chain"))
        return chainFromText(kept["chain"].toString().toStdString());
    auto basic = basicSettingsOf(usual).value_or(BasicSettings());
    basic.temperature = kept.value("temperature", basic.temperature).toDouble();
    basic.topK = kept.value("topK", basic.topK).toInt();
    basic.topP = kept.value("topP", basic.topP).toDouble();
    basic.order =
        filterOrderNamed(kept.value("order").toString().toStdString()).value_or(basic.order);
    const auto chain = basicChain(basic);
    return findError(chain) ? std::nullopt : std::optional(chain);
}

} // namespace logitscope
