#include "widgets/control/segmented_switch.h"

#include "widgets/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QScopedValueRollback>

namespace logitscope
{

namespace
{

// One of the joined buttons; only the outer ones have round corners, and only outside.
class SegmentButton : public QAbstractButton
{
public:
    SegmentButton(const QString& text, bool first, bool last, QWidget* parent)
        : QAbstractButton(parent)
        , first_(first)
        , last_(last)
    {
        setText(text);
        setCheckable(true);
        setAutoExclusive(true); // one of the group: a radio button to screen readers
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

    bool isClicked() const { return isClicked_; }

    void setMarked(bool marked)
    {
        marked_ = marked;
        update();
    }

    QSize sizeHint() const override
    {
        const int em = fontMetrics().height();
        return {fontMetrics().horizontalAdvance(text()) + em * 5 / 4, em * 3 / 2};
    }

    // Its text is never squeezed; a page that has no room scrolls.
    QSize minimumSizeHint() const override
    {
        const int em = fontMetrics().height();
        return {fontMetrics().horizontalAdvance(text()) + em / 2, em * 3 / 2};
    }

protected:
    void nextCheckState() override
    {
        isClicked_ = true;
        QAbstractButton::nextCheckState();
        isClicked_ = false;
    }

private:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = themeOf(palette());
        const double radius = fontMetrics().height() / 4.0;
        const QRectF whole = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        // The corners that are not to be seen are drawn outside, where they are clipped.
        const QRectF box = whole.adjusted(first_ ? 0 : -radius - 2, 0, last_ ? 0 : radius + 2, 0);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const auto& pressed = isEnabled() ? theme.accent : theme.border;
        painter.setPen(QPen(isChecked() ? pressed : theme.border, 1.0));
        painter.setBrush(isChecked() ? pressed : theme.surface);
        painter.drawRoundedRect(box, radius, radius);
        if (!last_)
            painter.drawLine(whole.topRight(), whole.bottomRight());
        if (hasFocus()) {
            painter.setPen(QPen(isChecked() ? theme.onAccent : theme.accent, 1.0));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(whole.adjusted(2, 2, -2, -2), radius / 2, radius / 2);
        }
        if (isEnabled())
            painter.setPen(isChecked()    ? theme.onAccent
                           : underMouse() ? theme.text
                                          : theme.mutedText);
        else
            painter.setPen(isChecked() ? theme.mutedText
                                       : palette().color(QPalette::Disabled, QPalette::Text));
        const double dot = marked_ ? fontMetrics().height() / 3.0 : 0.0;
        const QRectF words = QRectF(rect()).translated(-dot / 2.0, 0.0);
        painter.drawText(words, Qt::AlignCenter, text());
        if (marked_) {
            const double left =
                words.center().x() + (fontMetrics().horizontalAdvance(text()) + dot) / 2.0;
            painter.setPen(Qt::NoPen);
            painter.setBrush(isChecked() ? theme.onAccent : theme.accent);
            painter.drawEllipse(QRectF(left, (height() - dot) / 2.0, dot, dot));
        }
    }

    bool first_;
    bool last_;
    bool marked_ = false;
    bool isClicked_ = false; // just now
};

} // namespace

SegmentedSwitch::SegmentedSwitch(const std::vector<Choice>& choices, QWidget* parent)
    : QWidget(parent)
    , buttons_(new QButtonGroup(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (const auto& choice : choices) {
        auto* button = new SegmentButton(choice.text, &choice == &choices.front(),
                                         &choice == &choices.back(), this);
        button->setToolTip(choice.sentence);
        button->setAccessibleName(choice.sentence);
        layout->addWidget(button);
        buttons_->addButton(button, choice.value);
    }
    setValue(choices.front().value);
    connect(buttons_, &QButtonGroup::idClicked, this, &SegmentedSwitch::picked);
    connect(buttons_, &QButtonGroup::idToggled, this, [this](int value, bool isOn) {
        const auto* button = static_cast<SegmentButton*>(buttons_->button(value));
        if (isOn && !isSetting_ && !button->isClicked()) // a screen reader toggles
            emit picked(value);
    });
}

void SegmentedSwitch::setText(int value, const QString& text)
{
    if (auto* button = buttons_->button(value)) {
        button->setText(text);
        button->updateGeometry();
    }
}

int SegmentedSwitch::value() const
{
    return buttons_->checkedId();
}

void SegmentedSwitch::setMark(int value, const QString& sentence)
{
    auto* button = static_cast<SegmentButton*>(buttons_->button(value));
    button->setMarked(!sentence.isEmpty());
    button->setAccessibleDescription(sentence);
    button->setToolTip(button->accessibleName() +
                       (sentence.isEmpty() ? QString() : "\n" + sentence));
}

void SegmentedSwitch::setValue(int value)
{
    const QScopedValueRollback setting(isSetting_, true);
    if (QAbstractButton* button = buttons_->button(value))
        button->setChecked(true);
}

} // namespace logitscope
