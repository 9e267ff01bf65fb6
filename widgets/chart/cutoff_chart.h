// The step matrix in the window: with a tooltip for every cell, and a sentence where there is no
// step. The arrow keys go from cell to cell, and above them to what is said of each strategy.
#pragma once

#include "widgets/accessible_items.h"
#include "widgets/chart/step_matrix.h"

#include <QString>
#include <QWidget>

#include <optional>

namespace logitscope
{

class CutoffChart : public QWidget, public AccessibleItems
{
    Q_OBJECT

public:
    explicit CutoffChart(QWidget* parent = nullptr);

    void setStep(const StepUnderAll& step);
    void clear(const QString& why); // shows a sentence instead

    const StepMatrix* matrix() const { return matrix_ ? &*matrix_ : nullptr; } // of the step

    // Row by row: first a line of strategies, then a line of cells for each token.
    int itemCount() const override;
    QString itemName(int item) const override;
    QRect itemPlace(int item) const override;
    int itemColumns() const override;
    QString itemColumnName(int column) const override;
    std::optional<int> currentItem() const override;
    bool isItemSelected(int item) const override; // the strategy samples it
    void goToItem(int item) override;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    // Of an item; the strategies' own line is 0.
    struct Place
    {
        int line, column;
    };

    Place placeOf(int item) const;
    void goTo(Place place);
    void layOut();
    QString cellText(std::size_t column, std::size_t row) const;
    QString columnText(std::size_t column) const;
    QString toolTipAt(const QPointF& point) const;

    std::optional<StepUnderAll> step_;
    std::optional<StepMatrix> matrix_; // as large as this is
    QString sentence_;
    Place current_{0, 0};
};

} // namespace logitscope
