// Panes side by side, which the user divides. The division holds: what another zoom, a smaller
// window or a hidden pane pushes aside for a while comes back.
#pragma once

#include <QSplitter>
#include <QVariant>

namespace logitscope
{

class SteadySplitter : public QSplitter
{
    Q_OBJECT

public:
    // `usual` says how wide each pane is at first, in pixels. What the window has beyond that, or
    // lacks, is shared out by `stretch`.
    SteadySplitter(QList<int> usual, QList<int> stretch, QWidget* parent = nullptr);

    void reset() { setDivision(usual_); }

    void setDivision(const QList<int>& division);

    const QList<int>& division() const { return division_; }

    // A division of other panes is not taken.
    void restore(const QVariant& saved);
    QVariant save() const;

    bool event(QEvent* event) override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void divide();

    QList<int> usual_;
    QList<int> division_;
    QList<int> stretch_;
};

} // namespace logitscope
