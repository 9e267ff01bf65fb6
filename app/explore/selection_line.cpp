#include "app/explore/selection_line.h"

#include "core/run/bounded_text.h"
#include "core/run/token_score.h"
#include "widgets/control/elided_label.h"
#include "widgets/look.h"
#include "widgets/text/token_text.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QStringList>

#include <cmath>
#include <vector>

namespace logitscope
{

namespace
{

// Three digits or more: "8.31", "1,234".
std::string numberText(double value)
{
    if (!std::isfinite(value))
        return "∞";
    return QLocale(QLocale::English).toString(value, 'f', value < 100.0 ? 2 : 0).toStdString();
}

} // namespace

SelectionLine::SelectionLine(TokenText* text)
    : QWidget(text)
    , tokens_(*text)
    , label_(new ElidedLabel(this))
{
    setAttribute(Qt::WA_TransparentForMouseEvents); // selecting goes on below it
    label_->setMuted(true);
    label_->setAccessibleName(tr("Selected text"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(label_);
    hide();
    text->viewport()->installEventFilter(this); // which is as large as it will be, then
    keepFitting(*this, [this] {
        const int height = fontMetrics().height();
        this->layout()->setContentsMargins(height, height / 8, height, height / 4);
        place();
    });
    connect(text, &TokenView::selectionChanged, this, &SelectionLine::follow);
    connect(text, &TokenView::promptScoresChanged, this, &SelectionLine::follow);
}

bool SelectionLine::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

// Above the text's lower edge, clear of the frame around it and of the scroll bar.
void SelectionLine::place()
{
    constexpr int frame = 3;
    const auto area = tokens_.viewport()->geometry().adjusted(frame, frame, -frame, -frame);
    const int height = sizeHint().height();
    setGeometry(area.left(), area.bottom() + 1 - height, area.width(), height);
}

QString SelectionLine::text() const
{
    return label_->text();
}

void SelectionLine::follow()
{
    const auto [first, last] = tokens_.selectedTokens();
    std::vector<TokenScore> scores;
    for (int index = first; index < last; ++index)
        if (const auto score = tokens_.tokens().score(index))
            scores.push_back(*score);
    const int count = last - first;
    const int scored = static_cast<int>(scores.size());
    auto said = tr("%Ln token(s) selected", nullptr, count);
    QStringList shorter;
    if (const auto perplexity = perplexityOf(scores)) {
        const Bounded bits{std::log2(perplexity->low), std::log2(perplexity->high)};
        const auto numbers =
            tr("perplexity %1 · %2 a token")
                .arg(QString::fromStdString(boundedText(*perplexity, numberText, {}, {.low = 1.0})),
                     QString::fromStdString(
                         withUnit(boundedText(bits, numberText), tr("bits").toStdString())));
        if (scored < count) {
            said = tr("%1, %L2 scored").arg(said).arg(scored);
            shorter << tr("%L1 of %Ln token(s) · %2", nullptr, count).arg(scored).arg(numbers);
        }
        said = tr("%1 · %2").arg(said, numbers);
        shorter << numbers;
    } else if (count > 0) {
        said = tr("%1 · without a score").arg(said);
    }
    label_->setText(count > 0 ? said : QString(), shorter);
    setVisible(count > 0);
    place();
}

void SelectionLine::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    painter.fillRect(QRect(0, 0, width(), 1), theme.border);
}

} // namespace logitscope
