// Cells in up to three columns, as the width allows. Where the height suffices they fill it;
// otherwise the grid scrolls, and where several lines of cells are in view, they are so whole.
#pragma once

#include <QScrollArea>

#include <vector>

namespace logitscope
{

class CellGrid : public QScrollArea
{
    Q_OBJECT

public:
    explicit CellGrid(QWidget* parent = nullptr);

    void addCell(QWidget* cell);    // at the end; the grid owns it
    void removeCell(QWidget* cell); // deletes it
    void insertCell(int index, QWidget* cell);

    int columns() const { return columns_; }

    // How wide a column is at least, in lines of text.
    void setNarrowest(int lines);

    QSize minimumSizeHint() const override; // a narrow column

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void arrange();

    QWidget* ground_;
    std::vector<QWidget*> cells_;
    int columns_ = 1;
    int narrowest_ = 14;
};

} // namespace logitscope
