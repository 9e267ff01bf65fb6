// One choice of a request: its prompt and what the model wrote, each token shaded by its
// probability.
#pragma once

#include "app/serve/request_record.h"
#include "widgets/control/card.h"

namespace logitscope
{

class ElidedLabel;
class TokenText;

class ChoiceCell : public Card
{
    Q_OBJECT

public:
    // Which of the record's.
    ChoiceCell(const RequestRecord& record, int choice, QWidget* parent = nullptr);

    // What came since.
    void grow(const RequestRecord& record);

    TokenText* text() const { return text_; }

    QSize minimumSizeHint() const override;

private:
    int choice_;
    bool finished_ = false;
    ElidedLabel* caption_; // where there are others
    TokenText* text_;
};

} // namespace logitscope
