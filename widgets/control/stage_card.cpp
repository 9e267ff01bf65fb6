#include "widgets/control/stage_card.h"

#include "core/run/statistics_texts.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/icons.h"
#include "widgets/control/number_box.h"
#include "widgets/control/slider_box.h"
#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

QString textOf(std::string_view text)
{
    return QCoreApplication::translate("logitscope::Stage", std::string(text).c_str());
}

QString heading(std::string_view text)
{
    const auto words = textOf(text);
    return words.left(1).toUpper() + words.mid(1);
}

} // namespace

QString stageName(StageKind kind)
{
    return textOf(describe(kind).name);
}

QString stageExplanation(StageKind kind)
{
    return termToolTip(describe(kind).key);
}

StageCard::StageCard(const Stage& stage, int vocabularySize, QWidget* parent)
    : Card(parent)
    , stage_(stage)
    , isOn_(new QCheckBox(this))
    , remove_(new QToolButton(this))
    , leftText_(new ElidedLabel(this))
{
    const auto& description = describe(stage.kind);
    const auto name = heading(description.name);
    const auto explanation = stageExplanation(stage.kind);
    setToolTip(explanation);
    setAccessibleName(name);
    setAccessibleDescription(explanation);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    isOn_->setText(name);
    isOn_->setToolTip(explanation);
    remove_->setProperty("quiet", true);
    leftText_->setMuted(true);
    remove_->setToolTip(tr("Take %1 out of the chain (Delete).").arg(stageName(stage.kind)));
    remove_->setAccessibleName(tr("Take out %1").arg(stageName(stage.kind)));

    // The only slider has its number beside the stage's name; several stand below it.
    const bool isOnly = description.parameters.size() == 1;
    auto* head = new QHBoxLayout;
    head->setSpacing(4);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(2);
    layout->addLayout(head);
    for (std::size_t i = 0; i < description.parameters.size(); ++i) {
        const auto& parameter = description.parameters[i];
        auto* slider = new SliderBox(heading(parameter.name),
                                     scaleOf(stage.kind, parameter, vocabularySize), this);
        slider->box()->setDecimals(parameter.isWhole ? 0 : 6);
        const double least = parameter.lowest > 0.0 ? 1e-6 : -1e9; // what the digits can say
        slider->box()->setRange(std::max(parameter.lowest, least),
                                std::min(parameter.highest, 1e9));
        slider->box()->setSingleStep(parameter.isWhole ? 1.0 : 0.01);
        if (i == description.offParameter && description.off)
            slider->box()->setOffValue(*description.off);
        slider->setToolTip(explanation);
        if (isOnly) {
            slider->setHead(isOn_);
            head->addWidget(slider, 1);
        } else {
            layout->addWidget(slider);
        }
        sliders_.push_back(slider);
        connect(slider, &SliderBox::valueChanged, this, [this, i](double value) {
            stage_.values[i] = value;
            stage_.isOn = true; // whoever turns it wants to see it
            say();
        });
        connect(slider->slider(), &QSlider::sliderPressed, this, [this] { emit held(true); });
        connect(slider->slider(), &QSlider::sliderReleased, this, [this] { emit held(false); });
    }
    if (!isOnly)
        head->addWidget(isOn_, 1);
    head->addWidget(remove_, 0, Qt::AlignTop);
    layout->addWidget(leftText_);
    connect(isOn_, &QCheckBox::clicked, this, [this](bool isOn) {
        stage_.isOn = isOn;
        say();
    });
    connect(remove_, &QToolButton::clicked, this, &StageCard::removeRequested);
    setVocabularySize(vocabularySize);
    setLeft(std::nullopt);
    fit();
    showState();
}

void StageCard::setStage(const Stage& stage)
{
    stage_ = stage;
    showState();
}

void StageCard::setVocabularySize(int size)
{
    if (stage_.kind != StageKind::TopK)
        return;
    const QSignalBlocker quiet(sliders_[0]->box()); // beyond the vocabulary is off
    sliders_[0]->box()->setMaximum(size);
    sliders_[0]->setScale(scaleOf(stage_.kind, describe(stage_.kind).parameters[0], size));
}

void StageCard::setLeft(std::optional<StageLeft> left)
{
    left_ = left;
    leftText_->setVisible(left.has_value());
    if (left) {
        const auto most = left->most.value_or(StageLeft::Most{left->candidates, left->mass});
        const auto textsIn = [&](BoundedStyle style) {
            const Bounded count{double(left->candidates), double(most.candidates)};
            return std::pair(
                QString::fromStdString(
                    boundedText(count, wholeText, style, {1.0, double(left->all)})),
                QString::fromStdString(probabilityText({left->mass, most.mass}, style)));
        };
        const auto [count, part] = textsIn(BoundedStyle::Words);
        const auto [shortCount, shortPart] = textsIn(BoundedStyle::Short);
        leftText_->setText(
            tr("%1 of %Ln candidate(s), %2 of the model probability", nullptr, left->all)
                .arg(count, part),
            {left->most ? tr("%1 candidates · %2").arg(shortCount, shortPart)
                        : tr("%Ln candidate(s) · %1", nullptr, left->candidates).arg(part)});
    }
    update();
}

QRect StageCard::handle() const
{
    const int em = fontMetrics().height();
    return {0, 0, em, height()};
}

void StageCard::say()
{
    showState();
    emit stageChanged(stage_);
}

void StageCard::showState()
{
    isOn_->setChecked(stage_.isOn);
    for (std::size_t i = 0; i < sliders_.size(); ++i) {
        sliders_[i]->setValue(stage_.values[i]);
        sliders_[i]->slider()->setEnabled(stage_.isOn);
        sliders_[i]->box()->setEnabled(stage_.isOn);
    }
}

void StageCard::fit()
{
    const int em = fontMetrics().height();
    layout()->setContentsMargins(em, em / 3, em / 2, em / 3);
    const auto& theme = themeOf(palette());
    showIcon(*remove_, "close", theme.mutedText, em);
    leftText_->setFont(scaled(font(), 0.88));
}

bool StageCard::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::FontChange:
    case QEvent::PaletteChange:
        fit();
        break;
    case QEvent::Enter:
        emit hovered(true);
        break;
    case QEvent::Leave:
        emit hovered(false);
        break;
    case QEvent::FocusIn:
    case QEvent::FocusOut:
        setFocused(event->type() == QEvent::FocusIn);
        break;
    default:
        break;
    }
    return Card::event(event);
}

// Six dots to take hold of, and how much of the probability is left as a line at the lower edge.
void StageCard::paintEvent(QPaintEvent* event)
{
    Card::paintEvent(event);
    const auto& theme = themeOf(palette());
    const double em = fontMetrics().height();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.mutedText);
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 2; ++column)
            painter.drawEllipse(QPointF(em * (0.35 + 0.28 * column), em * (0.65 + 0.28 * row)),
                                em * 0.06, em * 0.06);
    if (!left_)
        return;
    const QRectF whole(em, height() - em * 0.28, width() - em * 1.5, em * 0.14);
    painter.setBrush(theme.border);
    painter.drawRoundedRect(whole, em * 0.07, em * 0.07);
    painter.setBrush(theme.samplingBar);
    const double part = std::clamp(left_->mass, 0.0, 1.0) * whole.width();
    painter.drawRoundedRect(QRectF(whole.topLeft(), QSizeF(part, whole.height())), em * 0.07,
                            em * 0.07);
}

void StageCard::keyPressEvent(QKeyEvent* event)
{
    const bool isMove = event->modifiers() & (Qt::AltModifier | Qt::ControlModifier);
    if (isMove && event->key() == Qt::Key_Up)
        emit moveRequested(-1);
    else if (isMove && event->key() == Qt::Key_Down)
        emit moveRequested(1);
    else if (event->key() == Qt::Key_Space)
        isOn_->click();
    else if (event->key() == Qt::Key_Delete)
        emit removeRequested();
    else
        Card::keyPressEvent(event);
}

void StageCard::mousePressEvent(QMouseEvent* event)
{
    isDragged_ = event->button() == Qt::LeftButton && handle().contains(event->pos());
    if (!isDragged_)
        return Card::mousePressEvent(event);
    setCursor(Qt::ClosedHandCursor);
    setFocus(Qt::MouseFocusReason);
}

void StageCard::mouseMoveEvent(QMouseEvent* event)
{
    if (isDragged_)
        emit dragged(event->globalPosition().toPoint());
    else if (handle().contains(event->pos()))
        setCursor(Qt::OpenHandCursor);
    else
        unsetCursor();
}

void StageCard::mouseReleaseEvent(QMouseEvent* event)
{
    if (!isDragged_)
        return Card::mouseReleaseEvent(event);
    isDragged_ = false;
    unsetCursor();
    emit dropped();
}

} // namespace logitscope
