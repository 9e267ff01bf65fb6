// Both entropies over the steps of a continuation: where the model was sure and where it hesitated,
// and what the settings made of it. A click selects the nearest step.
//
// The axes stand still while steps arrive: their ends grow from one round number to the next.
#pragma once

#include "widgets/accessible_value.h"
#include "widgets/chart/entropy_curves.h"

#include <QFont>
#include <QPixmap>
#include <QSize>
#include <QWidget>

#include <optional>

namespace logitscope
{

class Card;

class EntropyChart : public QWidget, public AccessibleValue
{
    Q_OBJECT

public:
    explicit EntropyChart(QWidget* parent = nullptr);

    void append(const SamplingInfo& info); // takes the same time however many there are
    void clear();

    int stepCount() const { return run_.size(); }

    std::optional<int> selected() const { return selected_; }

    // What is drawn of a step, in bits.
    struct Entropies
    {
        Bounded model, sampling;
    };

    Entropies drawn(int index) const;

    // The selected step's sampling entropy under the present settings, where these are others than
    // those that it was sampled with: a ring beside the line, which stays as sampled.
    void setPresent(std::optional<Bounded> bits);

    std::optional<Bounded> presentDrawn() const { return present_; }

    std::optional<Number> number() const override; // of the selected step, from 1

    QString valueText() const override;
    QString valueDescription() const override;
    void setNumber(double step) override;

    // Where a step is, in the widget's coordinates, once it has been shown.
    double stepX(int index) const;

public slots:
    void setSelected(std::optional<int> index); // from 0; without a signal

signals:
    void stepSelected(int index); // by a person: a click, a drag, or the arrow keys

protected:
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    EntropyCurves curves() const;
    void paint();
    void pick(int index);

    Card* card_;
    QWidget* plot_;
    EntropyRun run_;
    EntropyScale scale_; // of the bits
    std::optional<Bounded> present_;
    std::optional<int> selected_;

    // The curves as last painted, and how: a slider moves only what lies over them.
    struct Look
    {
        QSize size;
        qint64 palette;
        QFont font;
        double bits;

        friend bool operator==(const Look&, const Look&) = default;
    };

    QPixmap picture_;
    std::optional<Look> look_;
};

} // namespace logitscope
