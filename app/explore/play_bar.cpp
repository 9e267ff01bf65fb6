#include "app/explore/play_bar.h"

#include "app/explore/player.h"
#include "widgets/control/marked_slider.h"
#include "widgets/look.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QSignalBlocker>
#include <QToolButton>

#include <cmath>

namespace logitscope
{

namespace
{

// The slider is logarithmic: from 1 to 2 tokens a second is as far as from 10 to 20.
constexpr int sliderSteps = 100;

int sliderValueOf(double pace)
{
    return static_cast<int>(std::lround(sliderSteps * std::log(pace / Player::slowest) /
                                        std::log(Player::fastest / Player::slowest)));
}

double paceOf(int sliderValue)
{
    const double share = static_cast<double>(sliderValue) / sliderSteps;
    return Player::slowest * std::pow(Player::fastest / Player::slowest, share);
}

QToolButton* quietButton(const QString& text, const QString& name, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setProperty("quiet", true);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus); // a click leaves the keyboard to the text
    return button;
}

} // namespace

PlayBar::PlayBar(Player& player, QWidget& text, QWidget* parent)
    : QWidget(parent)
    , player_(player)
    , back_(quietButton(QStringLiteral("◂"), tr("One token back (←)"), this))
    , play_(quietButton(QString(), QString(), this))
    , forward_(quietButton(QStringLiteral("▸"), tr("One token forward (→)"), this))
    , slider_(new MarkedSlider(Qt::Horizontal, this))
    , pace_(new QDoubleSpinBox(this))
    , asGenerated_(new QCheckBox(tr("As it is generated"), this))
    , close_(
          quietButton(QStringLiteral("✕"), tr("End playing; all of the text is shown (Esc)"), this))
{
    slider_->setRange(0, sliderSteps);
    slider_->setAccessibleName(tr("Pace"));
    slider_->setToolTip(tr("How many tokens are shown a second."));
    pace_->setLocale(QLocale(QLocale::English));
    pace_->setRange(Player::slowest, Player::fastest);
    pace_->setDecimals(1);
    pace_->setButtonSymbols(QAbstractSpinBox::NoButtons); // as the other boxes
    pace_->setSingleStep(0.5);
    pace_->setSuffix(tr(" tokens/s"));
    pace_->setAccessibleName(tr("Pace, tokens a second"));
    slider_->setBox(*pace_);
    asGenerated_->setToolTip(tr("Generate shows its tokens at this pace, however fast they are "
                                "made."));

    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(2);
    for (auto* button : {back_, play_, forward_})
        line->addWidget(button);
    line->addWidget(slider_, 1);
    line->addWidget(pace_);
    line->addSpacing(6);
    line->addWidget(asGenerated_);
    line->addWidget(close_);
    keepFitting(*this, [this] { slider_->setMinimumWidth(fontMetrics().height() * 2); });

    connect(back_, &QToolButton::clicked, this, [this] { player_.moveBy(-1); });
    connect(forward_, &QToolButton::clicked, this, [this] { player_.moveBy(1); });
    connect(play_, &QToolButton::clicked, this, &PlayBar::toggle);
    connect(close_, &QToolButton::clicked, this, &PlayBar::closed);
    connect(slider_, &QSlider::valueChanged, this, [this](int value) { setPace(paceOf(value)); });
    connect(pace_, &QDoubleSpinBox::valueChanged, this, &PlayBar::setPace);
    connect(&player_, &Player::stateChanged, this, &PlayBar::showState);
    setPace(player_.pace());
    showState();
    text.installEventFilter(this);
}

QList<std::pair<QString, QString>> PlayBar::keys()
{
    return {{tr("Space"), tr("Pause, and go on")},
            {tr("Left, Right"), tr("One token back, one forward")},
            {tr("Esc"), tr("Show all of the text again")}};
}

void PlayBar::setPresenting(bool presenting)
{
    for (auto* part : std::initializer_list<QWidget*>{slider_, asGenerated_, close_})
        part->setVisible(!presenting);
    pace_->setSuffix(presenting ? tr(" /s") : tr(" tokens/s"));
}

void PlayBar::setPace(double pace)
{
    player_.setPace(pace);
    const QSignalBlocker noSlider(slider_);
    const QSignalBlocker noBox(pace_);
    slider_->setValue(sliderValueOf(pace));
    pace_->setValue(pace);
    slider_->setAccessibleDescription(pace_->text()); // its own value is a place on the scale
}

void PlayBar::toggle()
{
    switch (player_.state()) {
    case Player::State::Playing:
        return player_.pause();
    case Player::State::Paused:
        return player_.goOn();
    case Player::State::Off:
        emit playRequested();
    }
}

void PlayBar::showState()
{
    const bool isPlaying = player_.state() == Player::State::Playing;
    play_->setText(isPlaying ? tr("Pause") : tr("Play"));
    const auto name = isPlaying        ? tr("Pause (Space)")
                      : player_.isOn() ? tr("Go on (Space)")
                                       : tr("Show the text token by token (F8)");
    play_->setToolTip(name);
    play_->setAccessibleName(name);
    for (auto* button : {back_, forward_})
        button->setEnabled(player_.isOn());
}

bool PlayBar::handleKey(int key)
{
    switch (key) {
    case Qt::Key_Space:
        toggle();
        return true;
    case Qt::Key_Left:
        player_.moveBy(-1);
        return true;
    case Qt::Key_Right:
        player_.moveBy(1);
        return true;
    default:
        return false;
    }
}

bool PlayBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && player_.isOn()) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (!(key->modifiers() & ~Qt::KeypadModifier) && handleKey(key->key()))
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace logitscope
