// What the model made of the text that the reader has selected: a line at the foot of the text,
// there as long as there is a selection. It lies over the text's margin and moves nothing.
#pragma once

#include <QWidget>

namespace logitscope
{

class ElidedLabel;
class TokenText;

class SelectionLine : public QWidget
{
    Q_OBJECT

public:
    explicit SelectionLine(TokenText* text); // which owns it

    // "12 tokens selected · perplexity 8.31 · 3.05 bits a token"; empty without a selection.
    QString text() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void follow();
    void place();

    const TokenText& tokens_;
    ElidedLabel* label_;
};

} // namespace logitscope
