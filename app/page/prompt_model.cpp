#include "app/page/prompt_model.h"

#include "widgets/control/prompt_field.h"

#include <algorithm>

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

int tokensInContext(const OpenModel& model, const std::vector<TokenId>& promptTokens, int asked)
{
    return std::min(asked,
                    model.model->info().contextLength - static_cast<int>(promptTokens.size()));
}

} // namespace logitscope
