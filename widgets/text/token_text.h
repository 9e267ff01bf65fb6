// The shaded text from which a token is picked, by click or by arrow key.
#pragma once

#include "core/text/token_label.h"
#include "widgets/text/token_view.h"

#include <QList>

#include <optional>
#include <utility>

namespace logitscope
{

class TokenText : public TokenView
{
    Q_OBJECT

public:
    explicit TokenText(QWidget* parent = nullptr);

    // Names the tokens that would stand in another's place.
    void setTokenBytes(BytesOf bytesOf) { bytesOf_ = std::move(bytesOf); }

    // The keys that it takes, and what each does: for a list of all keys.
    static QList<std::pair<QString, QString>> keys();

signals:
    void tokenSelected(int index); // the user picked it
    void endRequested();           // the user moved on from the last token, or clicked behind it
    void nextTokenRequested();     // the user moved on from the end, or pressed Space

protected:
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    void select(int index); // as the user
    void moveToBeginning();
    QString tipOf(int index) const;
    bool handleTokenKey(QKeyEvent* event);
    void moveHorizontally(int direction);
    void moveVertically(int direction);

    BytesOf bytesOf_;
    std::optional<double> goalX_;   // where repeated moves up and down aim
    std::optional<QPoint> pressed_; // where a click may have begun
};

} // namespace logitscope
