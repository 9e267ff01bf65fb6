// The ground that charts and tiles stand on: a rounded rectangle of the surface's colour with a
// hairline around it. Painted rather than styled, because style sheets don't follow the
// application's font.
#pragma once

#include <QWidget>

namespace logitscope
{

class Card : public QWidget
{
    Q_OBJECT

public:
    explicit Card(QWidget* parent = nullptr);

    // What a child must keep away from the edge so as not to cover the corners.
    int inset() const;

    // Fills the card, but for its corners.
    void hold(QWidget* content);

    // What stands on it has the keyboard.
    void setFocused(bool focused);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool focused_ = false;
};

} // namespace logitscope
