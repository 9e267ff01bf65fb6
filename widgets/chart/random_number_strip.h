// The random number's line in the window, where a tooltip says more about each of its parts, and
// the needle can be taken in hand: which token would another u pick? With the mouse anywhere on the
// line, with the arrow keys by 0.01, with Shift by 0.001, with Ctrl to the next token. The question
// stays until a double click, Esc, the button beside it, or clear() takes it back.
#pragma once

#include "core/sampling/sampler_chain.h"
#include "widgets/accessible_value.h"
#include "widgets/chart/random_number_line.h"

#include <QWidget>

#include <functional>
#include <optional>

class QToolButton;

namespace logitscope
{

class RandomNumberStrip : public QWidget, public AccessibleValue
{
    Q_OBJECT

public:
    explicit RandomNumberStrip(QWidget* parent = nullptr);

    using LabelOf = std::function<QString(int rank)>;

    // `label` is called as long as the step is shown. The u that is asked about stays.
    void setStep(const Shaped& shaped, LabelOf label, std::optional<double> u,
                 std::optional<int> chosenRank);
    void clear();

    // Where every token has a number of its own, there is no u to ask about.
    void setPick(Pick pick);

    const RandomNumberLine& line() const { return line_; }

    // What u would somebody see? Within [0, 1); nothing: the step's own.
    void ask(std::optional<double> u);

    std::optional<double> asked() const { return line_.asked(); }

    QToolButton* back() const { return back_; }

    std::optional<Number> number() const override; // the u at the needle

    QString valueText() const override; // what stands there, in words

    void setNumber(double u) override;

    QRectF bar() const; // where [0, 1) is

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void askedChanged();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    bool canAsk() const { return !line_.isEmpty() && pick_ == Pick::InverseCdf; }

    bool isOnLine(QPointF position) const;
    void askAt(double x);
    void askBeside(int direction, int places); // the next multiple of 1 / places
    void askNextToken(int direction);
    void showAsked();
    void placeBack();
    QString hint() const;            // that the needle can be dragged
    QString sentence() const;        // what the strip says, for tooltip and accessibility
    QString sentenceOfLine() const;  // without what is said of unknown tokens
    QString labelAt(double u) const; // of what it picks
    QString toolTipAt(QPointF position) const;

    RandomNumberLine line_;
    LabelOf label_;
    Pick pick_ = Pick::InverseCdf;
    bool isDragged_ = false;
    QToolButton* back_;
};

} // namespace logitscope
