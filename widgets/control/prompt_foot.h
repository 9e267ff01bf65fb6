// Under a prompt: how many tokens it has, and, where special tokens are written in it, whether they
// are read as such.
#pragma once

#include <QWidget>

class QCheckBox;

namespace logitscope
{

class PromptField;
class TokenCount;

class PromptFoot : public QWidget
{
    Q_OBJECT

public:
    // The field outlives this.
    explicit PromptFoot(PromptField& field, QWidget* parent = nullptr);

    TokenCount* count() const { return count_; }

    QCheckBox* specialTokens() const { return specialTokens_; }

private:
    TokenCount* count_;
    QCheckBox* specialTokens_;
};

} // namespace logitscope
