// Many draws from the selected step, over the probabilities that they are drawn from: how near the
// shares come to them, and whether what is left is no more than chance.
#pragma once

#include "core/sampling/draw_counts.h"
#include "core/sampling/shaped_step.h"
#include "widgets/chart/chart_rows.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <optional>

class QPushButton;

namespace logitscope
{

class DrawsPlot;
class ElidedLabel;
class LegendWidget;
class SegmentedSwitch;

class DrawsView : public QWidget
{
    Q_OBJECT

public:
    explicit DrawsView(QWidget* parent = nullptr);

    // The step of this index, from 0, of a text with this seed: the random numbers are those of
    // diceOfDraws. The same step under other settings is drawn again with the same numbers; of
    // another one nothing is drawn yet.
    void setStep(std::shared_ptr<const ShapedStep> step, std::uint64_t seed, int index,
                 const BytesOf& bytesOf);
    void clear();

    int drawCount() const;
    void setDrawCount(int count); // 10, 100 ... 100,000; any other changes nothing

    // Draws; once it has drawn, with other numbers.
    void draw();

    // All draws at once, or one after the other within a second and a half. At once where the
    // desktop wants no animations.
    void setAnimated(bool isAnimated) { isAnimated_ = isAnimated; }

    // How far the animation is, from 0 to 1. As many draws as if every tenfold took as long as the
    // one before it.
    void showPart(double part);

    bool isRunning() const { return frames_.isActive(); }

    // Those that are shown; nothing before the first.
    const std::optional<DrawCounts>& draws() const { return shown_; }

    SegmentedSwitch* countSwitch() const { return count_; }

    QPushButton* drawButton() const { return draw_; }

    DrawsPlot* plot() const { return plot_; }

    // What is said of the draws.
    ElidedLabel* deviation() const { return deviation_; }

    ElidedLabel* test() const { return test_; }

    ElidedLabel* meaning() const { return meaning_; }

private:
    void makeLayout();
    bool canDraw() const; // there is a step, and what it is drawn from is known
    void begin(bool isAnimated);
    void showDraws();
    void showTest();

    std::shared_ptr<const ShapedStep> step_;
    BytesOf bytesOf_;
    std::uint64_t seed_ = 0;
    int index_ = 0;
    std::uint32_t round_ = 0;
    bool isAnimated_ = true;
    std::optional<DrawCounts> all_;
    std::optional<DrawCounts> shown_; // so many of them as the animation has come to
    QTimer frames_;
    QElapsedTimer since_;
    SegmentedSwitch* count_;
    QPushButton* draw_;
    ElidedLabel* deviation_;
    ElidedLabel* test_;
    ElidedLabel* meaning_;
    DrawsPlot* plot_;
    LegendWidget* legend_;
};

} // namespace logitscope
