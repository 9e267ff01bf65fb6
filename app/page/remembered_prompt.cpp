#include "app/page/remembered_prompt.h"

#include "widgets/control/prompt_field.h"

#include <QByteArray>
#include <QSettings>

namespace logitscope
{

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
