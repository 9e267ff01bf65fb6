#include "app/page/prompt_model.h"

#include "widgets/control/prompt_field.h"

namespace logitscope
{

void setPromptModel(PromptField& field, const std::shared_ptr<const OpenModel>& model)
{
    QStringList specialTokens;
    for (const auto& text : model->tokenizer.specialTokens())
        specialTokens << QString::fromStdString(text);
    field.setSpecialTokens(specialTokens);
    field.setLimit({[model, &field](std::string_view prompt) {
                        return model->tokenizer.encode(prompt, field.reading()).size();
                    },
                    model->model->info().contextLength});
}

} // namespace logitscope
