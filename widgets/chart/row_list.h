// Rows below each other under a line of captions, as many as there are tokens: they scroll, the
// keys go from one to the next, and only those in sight are asked for.
#pragma once

#include "widgets/accessible_items.h"

#include <QAbstractScrollArea>
#include <QRectF>
#include <QString>

namespace logitscope
{

class RowList : public QAbstractScrollArea, public AccessibleItems
{
    Q_OBJECT

public:
    explicit RowList(QWidget* parent = nullptr);

    int rowCount() const { return count_; }

    // Where a row is in the viewport, also out of sight.
    QRectF rowRect(int row) const;

    // How many have room, and which is the first of them.
    int visibleRows() const;
    int firstRow() const;

    void scrollToTop();

    // What is said of a row in its tooltip; a sentence a line.
    virtual QString rowTip(int row) const = 0;

    int itemCount() const override { return count_; }

    QString itemName(int row) const override;
    QRect itemPlace(int row) const override;
    std::optional<int> itemAt(QPoint place) const override;
    std::optional<int> currentItem() const override;

    void goToItem(int row) override { goTo(row); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    // There are so many rows now, and they may be others.
    void setRowCount(int count);

    virtual void paintCaptions(QPainter& painter, const QRectF& line) const = 0;
    virtual void paintGrid(QPainter& painter, const QRectF& area) const = 0; // behind the rows
    virtual void paintRow(QPainter& painter, int row, const QRectF& rect) const = 0;

    // What is said of the captions there.
    virtual QString captionTip(QPointF place) const = 0;

    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    int captionHeight() const;
    int rowHeight() const;
    void arrange();
    void goTo(int row);
    std::optional<int> rowAt(QPointF place) const; // of the viewport
    QString tipAt(QPointF place) const;

    int count_ = 0;
    int current_ = 0; // that the keys are at
};

} // namespace logitscope
