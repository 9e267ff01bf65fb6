#include "app/page/page_prompt.h"

#include "app/page/prompt_splitter.h"
#include "widgets/control/prompt_field.h"

#include <QByteArray>
#include <QSettings>

#include <algorithm>

namespace logitscope
{

namespace
{

PromptSplitter& splitterOf(PromptField& field)
{
    auto* splitter = field.findChild<PromptSplitter*>();
    return splitter ? *splitter : *new PromptSplitter(field);
}

} // namespace

void setPromptModel(PromptField& field, const std::shared_ptr<const OpenModel>& model)
{
    QStringList specialTokens;
    for (const auto& text : model->tokenizer.specialTokens())
        specialTokens << QString::fromStdString(text);
    field.setSpecialTokens(specialTokens);
    splitterOf(field).setModel(model);
}

bool isBeingSplit(const PromptField& field)
{
    const auto* splitter = field.findChild<PromptSplitter*>();
    return splitter && splitter->isWaiting();
}

int tokensInContext(const OpenModel& model, const std::vector<TokenId>& promptTokens, int asked)
{
    return std::min(asked,
                    model.model->info().contextLength - static_cast<int>(promptTokens.size()));
}

void restorePrompt(PromptField& field, const QSettings& settings)
{
    if (settings.contains("prompt")) // as text, when an older version saved it
        field.setPrompt(settings.value("prompt").toByteArray().toStdString());
    field.setReading(settings.value("specialTokens", true).toBool() ? SpecialTokens::Recognised
                                                                    : SpecialTokens::AsText);
}

void savePrompt(const PromptField& field, QSettings& settings)
{
    settings.setValue("prompt", QByteArray::fromStdString(field.prompt()));
    settings.setValue("specialTokens", field.reading() == SpecialTokens::Recognised);
}

} // namespace logitscope
