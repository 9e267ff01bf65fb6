// What a room predicts, a row a word: how many said so, how sure they are, and, once it is
// revealed, the model's probability beside it, as bars on one scale from 0 to 100%.
#pragma once

#include "core/room/prediction_round.h"

#include <QTreeWidget>

#include <optional>
#include <vector>

namespace logitscope
{

class TallyView : public QTreeWidget
{
    Q_OBJECT

public:
    explicit TallyView(QWidget* parent = nullptr);

    enum Column
    {
        Word,
        Said,
        Confidence,
        Model,
    };

    void setTally(const std::vector<TallyRow>& rows, RoundStage stage,
                  std::optional<TokenId> outcome);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void removeRequested(const std::vector<logitscope::TokenId>& tokens); // Del on its row

protected:
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option,
                 const QModelIndex& index) const override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    std::vector<TallyRow> rows_;
    std::optional<TokenId> outcome_;
};

} // namespace logitscope
