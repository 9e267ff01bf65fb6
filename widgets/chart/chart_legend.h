// What the signs of the distribution chart mean: swatches in one line, or in aligned columns where
// it is narrow.
#pragma once

#include <QWidget>

#include <vector>

namespace logitscope
{

class ChartLegend : public QWidget
{
    Q_OBJECT

public:
    explicit ChartLegend(QWidget* parent = nullptr);

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Arrangement
    {
        std::size_t columns;
        bool isShort; // what the entries say
    };

    static QString textOf(std::size_t entry, bool isShort);
    // The left edges of the columns, and their right end.
    std::vector<double> columns(Arrangement arrangement) const;
    Arrangement arrangementFor(int width) const;
    QString explanationAt(const QPoint& point) const;
};

} // namespace logitscope
