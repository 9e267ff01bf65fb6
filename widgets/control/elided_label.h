// One line of text that ends in "…" where it has no room, and then says all of it in its tooltip.
// It asks for no width, so a long sentence moves no column.
#pragma once

#include <QString>
#include <QWidget>

namespace logitscope
{

class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);

    void setText(const QString& text);

    const QString& text() const { return text_; }

    // What is shown: the text, or its beginning and "…", or nothing.
    QString shownText() const;

    // Where it has no room it is left out, rather than shortened.
    void setWholeOrNot(bool wholeOrNot);

    // In the colour of labels that explain, rather than say.
    void setMuted(bool muted);

    // Shown instead of the whole text.
    void setExplanation(const QString& explanation);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void explain();

    QString text_;
    QString explanation_;
    bool muted_ = false;
    bool wholeOrNot_ = false;
};

} // namespace logitscope
