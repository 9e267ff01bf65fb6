#include "widgets/chart/distribution_chart.h"

#include "core/sampling/percent.h"
#include "widgets/chart/distribution_plot.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/control/card.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QStackedWidget>
#include <QStringList>

#include <algorithm>
#include <array>
#include <utility>

namespace logitscope
{

namespace
{

constexpr std::array rowCounts{10, 20, 40};

std::vector<SegmentedSwitch::Choice> rowChoices()
{
    std::vector<SegmentedSwitch::Choice> choices;
    for (const int count : rowCounts)
        choices.push_back(
            {count, QString::number(count),
             DistributionChart::tr("Show the %n most likely token(s).", nullptr, count)});
    return choices;
}

std::vector<SegmentedSwitch::Choice> axisChoices()
{
    return {
        {static_cast<int>(ChartAxis::Fitting), DistributionChart::tr("fit"),
         DistributionChart::tr("The axis ends where the largest bar of the step needs it. While "
                               "a slider is dragged it stands still, and afterwards it only grows; "
                               "a click here lets it fit again.")},
        {static_cast<int>(ChartAxis::Whole), DistributionChart::tr("100%"),
         DistributionChart::tr("The axis always goes from 0 to 100%.")},
        {static_cast<int>(ChartAxis::Logarithmic), DistributionChart::tr("log"),
         DistributionChart::tr("A logarithmic axis: each mark is ten times the one before, so "
                               "that unlikely tokens can be compared too.")}};
}

QString english(int number)
{
    return QLocale(QLocale::English).toString(number);
}

} // namespace

DistributionChart::DistributionChart(QWidget* parent)
    : QWidget(parent)
    , title_(new QLabel(tr("Next token"), this))
    , subtitle_(new ElidedLabel(this))
    , axisSwitch_(new SegmentedSwitch(axisChoices(), this))
    , switch_(new SegmentedSwitch(rowChoices(), this))
    , card_(new Card(this))
    , pages_(new QStackedWidget(card_))
    , empty_(new QLabel(this))
    , plot_(new DistributionPlot(this))
    , legend_(new ChartLegend(this))
{
    makeLayout();
    setAccessibleName(tr("Probabilities of the next token"));
    axisSwitch_->setAccessibleName(tr("Axis"));
    switch_->setAccessibleName(tr("Rows"));
    plot_->installEventFilter(this);
    connect(plot_, &DistributionPlot::candidatePicked, this, &DistributionChart::candidatePicked);
    switch_->setValue(rowCount_);
    connect(switch_, &SegmentedSwitch::picked, this, &DistributionChart::setRowCount);
    connect(axisSwitch_, &SegmentedSwitch::picked, this, &DistributionChart::setAxis);
    keepFitting(*this, [this] {
        title_->setFont(inBold(font()));
        subtitle_->setFont(scaled(font(), 0.85));
        layout()->setSpacing(fontMetrics().height() / 2);
        empty_->setMargin(fontMetrics().height());
    });
    clear();
}

void DistributionChart::makeLayout()
{
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setProperty("muted", true);
    subtitle_->setMuted(true);

    auto* header = new QHBoxLayout;
    header->addWidget(title_, 0, Qt::AlignBaseline);
    header->addWidget(subtitle_, 1, Qt::AlignBaseline);
    header->addWidget(axisSwitch_);
    header->addWidget(switch_);

    pages_->addWidget(empty_);
    pages_->addWidget(plot_);
    card_->hold(pages_);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(header);
    layout->addWidget(card_, 1);
    layout->addWidget(legend_);
}

void DistributionChart::setStep(const Distribution& distribution, const Shaped& shaped,
                                std::optional<Sampled> drawn, const BytesOf& bytesOf)
{
    const auto chosen = drawn ? std::optional(drawn->token) : std::nullopt;
    auto rows = chartRows(distribution, shaped, rowCounts.back(), chosen, bytesOf);
    // The settings leave the model probabilities alone.
    const bool sameStep =
        std::ranges::equal(rows, candidates_, [](const ChartRow& a, const ChartRow& b) {
            return a.token == b.token && a.model == b.model && a.chosen == b.chosen;
        });
    candidates_ = std::move(rows);
    vocabularySize_ = distribution.size();
    const bool isAnotherDraw = std::exchange(drawn_, drawn) != drawn;
    mark_.reset();
    if (drawn && drawn->u && *drawn->u < shaped.knownPart()) { // or it is an unknown token's
        const int rank = shaped.draw(*drawn->u);
        const auto [begin, end] = shaped.interval(rank);
        mark_ = RandomNumberMark{rank, (*drawn->u - begin) / (end - begin)};
    }
    const bool isGiven = drawn && drawn->given;
    plot_->setGiven(isGiven);
    legend_->setStages(shaped.removing(), isGiven);
    pages_->setCurrentWidget(plot_); // lays it out, with the rows of before
    showRows(sameStep);
    if (isAnotherDraw) // a slider that moves leaves the list where it is
        plot_->scrollToChosen();
}

void DistributionChart::clear(const QString& why)
{
    empty_->setText(why.isEmpty()
                        ? tr("Generate or step: the candidates for the next token appear here.")
                        : why);
    candidates_.clear();
    drawn_.reset();
    mark_.reset();
    pages_->setCurrentWidget(empty_);
    showRows();
}

void DistributionChart::setMark(std::optional<RandomNumberMark> mark)
{
    mark_ = mark;
    showRows(true);
}

void DistributionChart::setMarked(std::optional<StageKind> stage)
{
    plot_->setMarked(stage);
}

void DistributionChart::holdAxis(bool isHeld)
{
    plot_->holdAxis(isHeld);
}

void DistributionChart::setRowCount(int count)
{
    const int nearest = *std::ranges::min_element(
        rowCounts, {}, [count](int candidate) { return std::abs(candidate - count); });
    switch_->setValue(nearest);
    if (nearest == rowCount_)
        return;
    rowCount_ = nearest;
    showRows();
}

void DistributionChart::setPresenting(bool presenting)
{
    presenting_ = presenting;
    for (auto* widget : std::initializer_list<QWidget*>{title_, subtitle_, axisSwitch_, switch_})
        widget->setVisible(!presenting);
    showRows(true);
}

void DistributionChart::setLegendShown(bool isShown)
{
    legend_->setVisible(isShown);
}

int DistributionChart::rowsShown() const
{
    if (!presenting_)
        return rowCount_;
    const int most = std::clamp(plot_->rowsThatFit(false), 1, rowCounts.front());
    const bool hasApart = std::ranges::any_of(
        candidates_, [most](const ChartRow& row) { return row.chosen && row.rank >= most; });
    return hasApart ? std::clamp(plot_->rowsThatFit(true), 1, rowCounts.front()) : most;
}

void DistributionChart::setAxis(int axis)
{
    axisSwitch_->setValue(axis);
    axis_ = static_cast<ChartAxis>(axisSwitch_->value());
    plot_->setAxis(axis_);
}

void DistributionChart::showNextAxis()
{
    setAxis((static_cast<int>(axis_) + 1) % static_cast<int>(axisChoices().size()));
}

void DistributionChart::showRows(bool sameStep)
{
    std::vector<ChartRow> listed;
    std::vector<ChartRow> apart;
    const int shown = rowsShown();
    for (const ChartRow& row : candidates_)
        if (row.rank < shown || row.isOthers())
            listed.push_back(row);
        else if (row.chosen)
            apart.push_back(row);
    listed_ = static_cast<int>(std::ranges::count(listed, false, &ChartRow::isOthers));
    showSubtitle();
    plot_->showRows(std::move(listed), std::move(apart), mark_, sameStep);
    describe();
}

// Where the line has room for it.
void DistributionChart::showSubtitle()
{
    const auto whole = candidates_.empty()
                           ? QString()
                           : tr("%1 most likely of %2").arg(listed_).arg(english(vocabularySize_));
    subtitle_->setText(whole);
    const int gaps = 3 * layout()->spacing();
    const int room = width() - title_->sizeHint().width() - axisSwitch_->sizeHint().width() -
                     switch_->sizeHint().width() - gaps;
    if (subtitle_->sizeHint().width() > room)
        subtitle_->setText({});
}

void DistributionChart::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showSubtitle();
}

bool DistributionChart::eventFilter(QObject* watched, QEvent* event)
{
    if (presenting_ && watched == plot_ && event->type() == QEvent::Resize)
        showRows(true);
    return QWidget::eventFilter(watched, event);
}

void DistributionChart::describe()
{
    QStringList sentences;
    if (candidates_.empty())
        sentences << empty_->text();
    const auto chosen =
        drawn_ && drawn_->given
            ? tr("In the prompt: %1, rank %2, model probability %3, sampling probability %4.")
            : tr("Sampled: %1, rank %2, model probability %3, sampling probability %4.");
    for (const ChartRow& row : candidates_)
        if (row.chosen)
            sentences << chosen.arg(row.label, english(row.rank + 1),
                                    QString::fromStdString(formatPercent(row.model)),
                                    QString::fromStdString(formatPercent(row.sampling)));
    for (std::size_t i = 0; i < std::min<std::size_t>(candidates_.size(), 3); ++i)
        sentences << tr("%1: model probability %2, sampling probability %3.")
                         .arg(candidates_[i].label,
                              QString::fromStdString(formatPercent(candidates_[i].model)),
                              QString::fromStdString(formatPercent(candidates_[i].sampling)));
    for (const ChartRow& row : candidates_)
        if (row.isOthers())
            sentences << tr("%1, which the server did not tell: %2 together.")
                             .arg(row.label, QString::fromStdString(formatPercent(row.model)));
    setAccessibleDescription(sentences.join(u' '));
}

std::vector<ChartRow> DistributionChart::rows() const
{
    return plot_->rows();
}

std::optional<RandomNumberMark> DistributionChart::randomNumberMark() const
{
    return plot_->randomNumberMark();
}

double DistributionChart::axisLimit() const
{
    return plot_->axisLimit();
}

} // namespace logitscope
