#include "widgets/chart/random_number_strip.h"

#include "core/sampling/percent.h"
#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/text/token_font.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

constexpr double last = 0.9999; // u is never 1

} // namespace

RandomNumberStrip::RandomNumberStrip(QWidget* parent)
    : QWidget(parent)
    , AccessibleValue(this)
    , back_(new QToolButton(this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Random number u"));
    explainPlaces(*this, [this](QPoint place) { return toolTipAt(place); });
    back_->setProperty("quiet", true);
    back_->setFocusPolicy(Qt::NoFocus); // Esc does the same
    connect(back_, &QToolButton::clicked, this, [this] { ask(std::nullopt); });
    keepFitting(*this, [this] {
        back_->setFont(scaled(font(), 0.88));
        placeBack();
    });
    clear();
}

void RandomNumberStrip::setStep(const Shaped& shaped, LabelOf label, std::optional<double> u,
                                std::optional<int> chosenRank)
{
    const auto asked = line_.asked();
    label_ = std::move(label);
    line_ = {shaped, label_, u, chosenRank};
    if (asked && canAsk())
        line_.ask(*asked, labelAt(*asked));
    showAsked();
}

QString RandomNumberStrip::labelAt(double u) const
{
    const int rank = line_.rankOf(u);
    return line_.isOthers(rank) ? line_.label(rank) : label_(rank);
}

void RandomNumberStrip::clear()
{
    line_ = {};
    label_ = {};
    isDragged_ = false;
    showAsked();
}

void RandomNumberStrip::setPick(Pick pick)
{
    pick_ = pick;
    if (!canAsk())
        ask(std::nullopt);
    showAsked();
}

void RandomNumberStrip::ask(std::optional<double> u)
{
    if (u == line_.asked() || (u && !canAsk()))
        return;
    if (u)
        line_.ask(*u, labelAt(*u));
    else
        line_.askNothing();
    showAsked();
    emit askedChanged();
}

void RandomNumberStrip::showAsked()
{
    setAccessibleDescription(sentence());
    setCursor(canAsk() ? Qt::SizeHorCursor : Qt::ArrowCursor);
    placeBack();
    update();
    valueChanged();
}

// At the end of the line above the bar that is farther from the needle, as long as there is room.
void RandomNumberStrip::placeBack()
{
    back_->setVisible(asked().has_value());
    if (!asked())
        return;
    const bool hasOwn = line_.rankAtU().has_value();
    const auto whole = hasOwn ? tr("back to u = %1").arg(line_.number()) : tr("take away");
    back_->setAccessibleName(whole);
    back_->setToolTip(
        hasOwn ? tr("Back to the step's own u = %1 (Esc, or a double click).").arg(line_.number())
               : tr("Take the needle away (Esc, or a double click)."));
    const double em = fontMetrics().height();
    const auto widthOf = [this](const QString& text) {
        back_->setText(text);
        return back_->sizeHint().width();
    };
    const bool isRight = *asked() < 0.5;
    const int height = static_cast<int>(std::round(em * 1.35));
    const int middle = static_cast<int>(std::round(bar().top() - em * 0.65)); // of the text there
    const auto placed = [&](int width) {
        QRect place(isRight ? this->width() - width : 0, middle - height / 2, width, height);
        const auto ghost = line_.markerX(bar()); // which stays to be seen
        const int reach = static_cast<int>(em * 0.6);
        if (ghost && *ghost > place.left() - reach && *ghost < place.right() + reach) {
            if (isRight)
                place.moveRight(static_cast<int>(*ghost) - reach);
            else
                place.moveLeft(static_cast<int>(*ghost) + reach);
        }
        return place;
    };
    const double x = *line_.needleX(bar());
    const double needed = line_.needleWidth(scaled(font(), 0.88)) + em * 1.5;
    auto place = placed(widthOf(whole));
    const double left = isRight ? x : x - place.right();
    const double right = isRight ? place.left() - x : this->width() - x;
    if (std::max(left, right) < needed)
        place = placed(widthOf(tr("back")));
    back_->setGeometry(place);
}

QRectF RandomNumberStrip::bar() const
{
    const double em = fontMetrics().height();
    const double side = std::round(em * 0.5);
    return {side, std::round(em * 1.5), std::max(width() - 2 * side, 1.0), std::round(em * 1.5)};
}

QSize RandomNumberStrip::sizeHint() const
{
    const int em = fontMetrics().height();
    return {em * 24, static_cast<int>(std::round(em * 4.3))};
}

QSize RandomNumberStrip::minimumSizeHint() const
{
    return {fontMetrics().height() * 8, sizeHint().height()};
}

QString RandomNumberStrip::sentence() const
{
    if (!line_.hasOthers())
        return sentenceOfLine();
    return tr("%1 The hatched part is that of all tokens which the server did not tell; how long "
              "the parts are is known only roughly.")
        .arg(sentenceOfLine());
}

QString RandomNumberStrip::sentenceOfLine() const
{
    if (line_.isEmpty())
        return tr("Each token has a part of the line from 0 to 1, as long as its sampling "
                  "probability. The token in whose part the random number u lies is sampled.");
    if (pick_ == Pick::Gumbel)
        return tr("Each token has a part of the line from 0 to 1, as long as its sampling "
                  "probability. But every token has a random number of its own here, the highest "
                  "sum of logit and noise wins, and there is no u to move.");
    const std::optional<int> rank = line_.rankAtU();
    if (asked())
        return rank ? tr("%1. The step's own u = %2 gives %3; a double click or Esc goes back to "
                         "it.")
                          .arg(valueText(), line_.number(), line_.label(*rank))
                    : tr("%1. There is no random number u here; a double click or Esc takes "
                         "this one away.")
                          .arg(valueText());
    if (!rank)
        return tr("Each token has a part of the line from 0 to 1, as long as its sampling "
                  "probability. There is no random number u here; press anywhere on the line to "
                  "see which token one would pick.");
    if (rank == line_.chosenRank())
        return tr("The random number u = %1 lies in the part of %2, so %2 was sampled.")
                   .arg(line_.number(), line_.label(*rank)) +
               hint();
    return tr("At the random number u = %1, %2 was sampled; with the settings shown now, the same "
              "u gives %3.")
               .arg(line_.number(), line_.label(*line_.chosenRank()), line_.label(*rank)) +
           hint();
}

QString RandomNumberStrip::hint() const
{
    return u' ' + tr("Drag the needle to see which token another u would pick.");
}

std::optional<AccessibleValue::Number> RandomNumberStrip::number() const
{
    const auto u = line_.shownU();
    return u ? std::optional(Number{*u, 0.0, last, 0.01}) : std::nullopt;
}

QString RandomNumberStrip::valueText() const
{
    return line_.shownU() ? line_.needleText() : QString();
}

void RandomNumberStrip::setNumber(double u)
{
    ask(u);
}

QString RandomNumberStrip::toolTipAt(QPointF position) const
{
    const QRectF area = bar();
    const std::optional<int> rank =
        area.contains(position) ? line_.rankAt(position.x(), area) : std::nullopt;
    if (!rank)
        return sentence();
    const auto [begin, end] = line_.interval(*rank);
    const QString label = line_.label(*rank);
    const QString rankText = tr("rank %1").arg(QLocale(QLocale::English).toString(*rank + 1));
    const QString name = label.isEmpty()         ? rankText
                         : line_.isOthers(*rank) ? label
                                                 : label + QStringLiteral(" · ") + rankText;
    return tr("%1 · sampling probability %2 · u from %3 to %4\n%5")
        .arg(name, QString::fromStdString(formatPercent(end - begin)),
             QString::number(begin, 'f', 4), QString::number(end, 'f', 4), sentence());
}

void RandomNumberStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto& theme = themeOf(palette());
    RandomNumberLine::Style style{.numbers = scaled(font(), 0.88),
                                  .tokens = tokenFont(font(), 0.88),
                                  .em = static_cast<double>(fontMetrics().height()),
                                  .side = bar().left()};
    if (back_->isVisible() && *asked() < 0.5)
        style.takenRight = width() - back_->x();
    else if (back_->isVisible())
        style.takenLeft = back_->geometry().right() + 1;
    line_.paint(painter, bar(), style, theme);
    if (hasFocus())
        paintFocusRing(painter, rect(), theme);
}

bool RandomNumberStrip::isOnLine(QPointF position) const
{
    const auto area = bar();
    const double triangle = area.top() / 2.0; // of the needle, above
    return area.adjusted(-area.left(), -triangle, area.left(), 0.0).contains(position);
}

// In four digits, so that the number shown is the number asked about.
void RandomNumberStrip::askAt(double x)
{
    const double u = (x - bar().left()) / bar().width();
    ask(std::clamp(std::round(u * 1e4) / 1e4, 0.0, last));
}

void RandomNumberStrip::askBeside(int direction, int places)
{
    const double u = line_.shownU().value_or(0.5) + static_cast<double>(direction) / places;
    ask(std::clamp(std::round(u * places) / places, 0.0, last)); // no 0.35000000000000003
}

// Where the next token's part begins, or the one before ends; in as few digits as lie within it.
void RandomNumberStrip::askNextToken(int direction)
{
    const auto [begin, end] = line_.interval(line_.rankOf(line_.shownU().value_or(0.5)));
    const double border = direction > 0 ? end : std::nextafter(begin, 0.0);
    if (border >= 1.0 || border < 0.0 || (direction < 0 && begin <= 0.0))
        return;
    const int rank = line_.rankOf(border);
    for (int digits = 4; digits < 12; ++digits) {
        const double unit = std::pow(10.0, digits);
        const double u =
            (direction > 0 ? std::ceil(border * unit) : std::floor(border * unit)) / unit;
        if (u < 1.0 && line_.rankOf(u) == rank)
            return ask(u);
    }
    ask(border);
}

bool RandomNumberStrip::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && asked() &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept(); // it stops a run elsewhere
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::event(event);
}

void RandomNumberStrip::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeBack();
}

void RandomNumberStrip::keyPressEvent(QKeyEvent* event)
{
    const int direction = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (event->key() == Qt::Key_Escape && asked())
        ask(std::nullopt);
    else if (!canAsk())
        QWidget::keyPressEvent(event);
    else if (direction != 0 && event->modifiers() & Qt::ControlModifier)
        askNextToken(direction);
    else if (direction != 0)
        askBeside(direction, event->modifiers() & Qt::ShiftModifier ? 1000 : 100);
    else if (event->key() == Qt::Key_Home)
        ask(0.0);
    else if (event->key() == Qt::Key_End)
        ask(last);
    else
        QWidget::keyPressEvent(event);
}

void RandomNumberStrip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !isOnLine(event->position()))
        return QWidget::mousePressEvent(event);
    isDragged_ = canAsk();
    if (isDragged_)
        askAt(event->position().x());
    else // says why nothing moves
        QToolTip::showText(event->globalPosition().toPoint(),
                           wrappedToolTip(sentence(), QToolTip::font()), this);
}

void RandomNumberStrip::mouseMoveEvent(QMouseEvent* event)
{
    if (isDragged_ && canAsk())
        askAt(event->position().x());
}

void RandomNumberStrip::mouseReleaseEvent(QMouseEvent*)
{
    isDragged_ = false;
}

void RandomNumberStrip::mouseDoubleClickEvent(QMouseEvent*)
{
    isDragged_ = false;
    ask(std::nullopt);
}

} // namespace logitscope
