// One step under several strategies: the most likely tokens with the model's own probability, and
// beside them a column a strategy: which tokens it keeps, where it cuts, and which it would choose
// with its u.
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
        // What the strategy makes of this step; nothing where its text has departed before, so that
        // it never stood at this step.
        std::optional<Shaped> shaped = {};
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

    std::optional<Mark> mark(std::size_t column) const;

    // The ranks that have a row: the most likely ones, then choices that are further down.
    const std::vector<int>& ranks() const { return ranks_; }

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
    void chooseRows();
    void paintRow(QPainter& painter, const Places& at, std::size_t row) const;
    void paintColumn(QPainter& painter, const Places& at, std::size_t column) const;
    QString toolTipAt(const QPointF& point) const;

    std::optional<Distribution> distribution_;
    BytesOf bytesOf_;
    std::vector<QString> names_;
    std::vector<bool> selected_;
    std::vector<double> us_;
    std::vector<std::optional<Mark>> marks_;
    std::vector<double> choiceProbabilities_;
    std::vector<int> ranks_;
    std::vector<Row> rows_;
    QString sentence_;
};

} // namespace logitscope
