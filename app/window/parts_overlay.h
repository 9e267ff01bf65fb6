// Help ▸ What am I looking at?: the parts of a page, outlined and numbered, and a list that says
// what each is. A click or Esc takes it away.
#pragma once

#include "app/page/page_part.h"

#include <QRect>
#include <QWidget>

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

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    QRect placeOf(const PagePart& part) const;
    QRect badgeAt(const QRect& place) const;
    void makeList(const std::vector<PagePart>& parts);
    void placeList();
    QSize listSize(int letters, const QSize& room) const;

    QWidget& page_;
    std::vector<Shown> shown_;
    QScrollArea* list_;
};

} // namespace logitscope
