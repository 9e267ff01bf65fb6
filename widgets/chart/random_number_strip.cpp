#include "widgets/chart/random_number_strip.h"

#include "core/sampling/percent.h"
#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/text/token_font.h"
#include "widgets/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

RandomNumberStrip::RandomNumberStrip(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Random number u"));
    explainPlaces(*this, [this](QPoint place) { return toolTipAt(place); });
    clear();
}

void RandomNumberStrip::setLine(RandomNumberLine line)
{
    line_ = std::move(line);
    setAccessibleDescription(sentence());
    update();
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
    return {em * 24, static_cast<int>(std::round(em * 4.1))};
}

QSize RandomNumberStrip::minimumSizeHint() const
{
    return {fontMetrics().height() * 8, sizeHint().height()};
}

QString RandomNumberStrip::sentence() const
{
    if (line_.isEmpty())
        return tr("Each token has a part of the line from 0 to 1, as long as its sampling "
                  "probability. The token in whose part the random number u lies is sampled.");
    const std::optional<int> rank = line_.rankAtU();
    if (!rank)
        return tr("Each token has a part of the line from 0 to 1, as long as its sampling "
                  "probability. There is no random number u for this step yet.");
    if (rank == line_.chosenRank())
        return tr("The random number u = %1 lies in the part of %2, so %2 was sampled.")
            .arg(line_.number(), line_.label(*rank));
    return tr("At the random number u = %1, %2 was sampled; with the settings shown now, the same "
              "u gives %3.")
        .arg(line_.number(), line_.label(*line_.chosenRank()), line_.label(*rank));
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
    const QString name = label.isEmpty() ? rankText : label + QStringLiteral(" · ") + rankText;
    return tr("%1 · sampling probability %2 · u from %3 to %4\n%5")
        .arg(name, QString::fromStdString(formatPercent(end - begin)),
             QString::number(begin, 'f', 4), QString::number(end, 'f', 4), sentence());
}

void RandomNumberStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const double em = fontMetrics().height();
    line_.paint(painter, bar(), {scaled(font(), 0.88), tokenFont(font(), 0.88), em, bar().left()},
                themeOf(palette()));
}

} // namespace logitscope
