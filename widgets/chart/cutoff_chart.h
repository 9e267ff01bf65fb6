// One text under several strategies: the most likely next tokens with the model's own probability,
// and beside them a column a strategy: which tokens it keeps, shaded by the sampling probability it
// gives them, where it cuts, and which one it samples with its u.
#pragma once

#include "core/sampling/distribution.h"
#include "widgets/chart/chart_rows.h"

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace logitscope
{

class CutoffChart : public QWidget
{
    Q_OBJECT

public:
    explicit CutoffChart(QWidget* parent = nullptr);

    struct Column
    {
        QString name;
        Shaped shaped;         // what the strategy makes of the distribution
        double u = 0.0;        // its random number at this step
        bool selected = false; // the cell that was clicked
    };

    void setStep(const Distribution& distribution, const std::vector<Column>& columns,
                 const BytesOf& bytesOf);
    void clear(const QString& why); // shows a sentence instead

    // What is drawn of a column: the first rank that is cut, and the rank that is chosen.
    struct Mark
    {
        int kept;
        int choice;

        friend bool operator==(const Mark&, const Mark&) = default;
    };

    std::size_t columnCount() const { return columns_.size(); }

    Mark mark(std::size_t column) const { return marks_[column]; }

    // The ranks that have a row: the most likely ones, then choices that are further down.
    const std::vector<int>& ranks() const { return ranks_; }

    // Where a column's cell in a row is drawn.
    QRectF cellRectangle(std::size_t column, std::size_t row) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Row
    {
        int rank;
        QString label;
        double probability;
    };

    struct Places; // of the parts, in pixels

    Places places() const;
    static QRectF cellAt(const Places& at, std::size_t column, std::size_t row);
    void chooseRows();
    void paintRow(QPainter& painter, const Places& at, std::size_t row) const;
    void paintColumn(QPainter& painter, const Places& at, std::size_t column) const;
    void paintName(QPainter& painter, const Places& at, std::size_t column) const;
    void paintCell(QPainter& painter, const QRectF& box, std::size_t column, std::size_t row) const;
    void paintKept(QPainter& painter, const Places& at, std::size_t column) const;
    void paintScale(QPainter& painter, const Places& at) const;
    QString cellText(std::size_t column, std::size_t row) const;
    QString columnText(std::size_t column) const;
    QString toolTipAt(const QPointF& point) const;

    std::optional<Distribution> distribution_;
    BytesOf bytesOf_;
    std::vector<Column> columns_;
    std::vector<Mark> marks_;
    std::vector<int> ranks_;
    std::vector<Row> rows_;
    QString sentence_;
};

} // namespace logitscope
