// One step under several strategies, as the window and figures draw it. From left to right: rank,
// token, bar and percentage of the model's own probability, then a column a strategy: which tokens
// it keeps, shaded by the sampling probability it gives them, where it cuts, and which one it
// samples with its u. Above the columns their names, upwards, and beside these what the shades
// mean; below them how many tokens each keeps.
#pragma once

#include "widgets/chart/step_under_all.h"
#include "widgets/theme.h"

#include <QFont>
#include <QRectF>
#include <QStringList>

#include <optional>
#include <vector>

class QPainter;

namespace logitscope
{

// The box of a token that is kept, on the theme's surface: the square root tells likely tokens
// apart, which are what strategies differ in. And what can be read on it.
QColor keptColour(const Theme& theme, double probability);
QColor readableOn(const QColor& ground, const Theme& theme);

class StepMatrix
{
public:
    struct Style
    {
        QFont names; // and what else is a word
        QFont tokens;
        QFont numbers;
        double em; // the unit of all distances
        double pen = 1.0;
        double narrowestColumn = 0.0; // in em
        double widestColumn = 2.2;    // in em
        double columnsShare = 0.4;    // of the width, at most
    };

    // Keeps nothing of the step. As many rows as the height has room for; where that is 0, a dozen
    // and what more the strategies sample.
    StepMatrix(const StepUnderAll& step, const Style& style, const Theme& theme, double width,
               double height = 0.0);

    // What is drawn of a column: how many candidates are kept, and the rank that is sampled.
    struct Mark
    {
        int kept; // at least
        std::optional<int> choice;

        friend bool operator==(const Mark&, const Mark&) = default;
    };

    struct Row
    {
        StepUnderAll::Row token;
        std::vector<double> probabilities; // of the columns, when sampling; 0 is removed
        std::vector<bool> isKept;          // by the columns
    };

    std::size_t columnCount() const { return columns_.size(); }

    const Mark& mark(std::size_t column) const { return columns_[column].mark; }

    // The most likely tokens, then those further down that a strategy samples.
    const std::vector<Row>& rows() const { return rows_; }

    // Whether bars have room; where they don't, percentages alone say the model's probability.
    bool hasBars() const { return hasPercentages_ && barWidth_ >= em_ * 0.5; }

    double height() const { return bottom_ + keptHeight_; }

    // Where things are, counted from the corner.
    QRectF cell(std::size_t column, std::size_t row) const;
    std::optional<std::size_t> columnAt(double x) const;
    std::optional<std::size_t> rowAt(double y) const;

    void paint(QPainter& painter, QPointF topLeft) const;

private:
    struct Column
    {
        QString name;
        bool selected;
        QString kept;
        Mark mark;
    };

    void place(double width);
    void paintName(QPainter& painter, std::size_t column) const;
    void paintRow(QPainter& painter, std::size_t row) const;
    void paintCell(QPainter& painter, std::size_t column, std::size_t row) const;
    void paintKept(QPainter& painter) const;
    void paintScale(QPainter& painter) const;
    double middleOf(std::size_t column) const;

    Style style_;
    Theme theme_;
    double em_;
    int vocabulary_;
    std::vector<Column> columns_;
    std::vector<Row> rows_;

    double line_ = 0.0;       // a row's height
    double names_ = 0.0;      // their height
    double top_ = 0.0;        // of the first row
    double bottom_ = 0.0;     // of the last one
    double bar_ = 0.0;        // left edge
    double barWidth_ = 0.0;   // of the most likely token
    double percentage_ = 0.0; // right edge
    bool hasPercentages_ = false;
    double columnsLeft_ = 0.0;
    double columnWidth_ = 0.0;
    bool keptUpwards_ = false;
    double keptHeight_ = 0.0;
};

} // namespace logitscope
