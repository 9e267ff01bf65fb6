// One text under several strategies: the most likely next tokens with the model's own probability,
// and beside them a column a strategy: which tokens it keeps, shaded by the sampling probability it
// gives them, where it cuts, and which one it samples with its u.
#pragma once

#include "widgets/chart/step_under_all.h"

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

    void setStep(const StepUnderAll& step);
    void clear(const QString& why); // shows a sentence instead

    // What is drawn of a column: the first rank that is cut, and the rank that is chosen.
    struct Mark
    {
        int kept;
        int choice;

        friend bool operator==(const Mark&, const Mark&) = default;
    };

    std::size_t columnCount() const { return step_ ? step_->columns.size() : 0; }

    Mark mark(std::size_t column) const { return marks_[column]; }

    // The ranks that have a row.
    std::vector<int> ranks() const;

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
    struct Places; // of the parts, in pixels

    Places places() const;
    static QRectF cellAt(const Places& at, std::size_t column, std::size_t row);
    void chooseRows();

    int vocabulary() const { return step_->distribution.size(); }

    void paintRow(QPainter& painter, const Places& at, std::size_t row) const;
    void paintColumn(QPainter& painter, const Places& at, std::size_t column) const;
    void paintName(QPainter& painter, const Places& at, std::size_t column) const;
    void paintCell(QPainter& painter, const QRectF& box, std::size_t column, std::size_t row) const;
    void paintKept(QPainter& painter, const Places& at, std::size_t column) const;
    void paintScale(QPainter& painter, const Places& at) const;
    QString cellText(std::size_t column, std::size_t row) const;
    QString columnText(std::size_t column) const;
    QString toolTipAt(const QPointF& point) const;

    std::optional<StepUnderAll> step_;
    std::vector<Mark> marks_; // of its columns
    std::vector<StepUnderAll::Row> rows_;
    QString sentence_;
};

} // namespace logitscope
