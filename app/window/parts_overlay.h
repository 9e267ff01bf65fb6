// Help ▸ What am I looking at?: the parts of a page, outlined and numbered, and a list that says
// what each is, with an arrow to it. A click or Esc takes it away. Where there is no place for the
// list that leaves the numbers to be seen, as in presenter mode, the parts are explained one after
// the other.
#pragma once

#include "app/page/page.h"
#include "app/window/parts_layout.h"

#include <QPointer>
#include <QRect>
#include <QWidget>

#include <optional>
#include <vector>

class QFrame;
class QLabel;
class QScrollArea;

namespace logitscope
{

class PartsOverlay : public QWidget
{
    Q_OBJECT

public:
    // Covers the page, whose parts these are, and goes when it changes its size: what is outlined
    // would be elsewhere.
    PartsOverlay(const std::vector<PagePart>& parts, QWidget& page);

    struct Shown
    {
        QString name;
        QRect place; // on the page; empty where it is scrolled away
    };

    const std::vector<Shown>& shown() const { return shown_; }

    QRect listPlace() const; // of the list, on the page

    std::vector<QLineF> arrows() const; // from lines of the list to parts

    // The part that is explained; nothing while all are.
    std::optional<std::size_t> current() const { return current_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    QRect placeOf(const PagePart& part) const;
    void explain(); // the current part, or all
    bool placeList();
    void goOn(int by); // to another part, beyond the last away
    QSize listSize(int letters, const QSize& room) const;

    QWidget& page_;
    QPointer<QWidget> before_;    // had the focus
    std::vector<PagePart> parts_; // that are on the page
    std::vector<Shown> shown_;    // the same
    std::optional<std::size_t> current_;
    PartsLayout layout_;
    QScrollArea* list_;
    std::vector<QLabel*> numbers_; // of its lines
};

} // namespace logitscope
