#include "app/compare/strategy_cell.h"

#include "widgets/chart/entropy_sparkline.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/statistics_label.h"
#include "widgets/look.h"
#include "widgets/text/compact_lines.h"
#include "widgets/text/token_text.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr int leastLines = 3; // of each output

} // namespace

StrategyCell::StrategyCell(QWidget* parent)
    : Card(parent)
    , name_(new ElidedLabel(this))
    , settings_(new ElidedLabel(this))
    , reference_(new QLabel(tr("reference"), this))
    , menu_(new QToolButton(this))
    , textsColumn_(new QVBoxLayout)
    , run_(new QPushButton(tr("Run this one"), this))
    , sparkline_(new EntropySparkline(this))
    , figures_(new StatisticsLabel(this))
    , foot_(new QBoxLayout(QBoxLayout::TopToBottom))
{
    name_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // the settings have the rest
    settings_->setMuted(true);
    figures_->setExplanation(definitions());
    reference_->setProperty("pill", true);
    reference_->setToolTip(tr("The flags in the other cells mark their first token that differs "
                              "from this one's."));
    reference_->hide();
    run_->setToolTip(tr("Run this strategy alone, with the prompt, seed and length of the results "
                        "beside it."));
    run_->hide();
    makeMenu();

    auto* head = new QHBoxLayout;
    head->addWidget(name_);
    head->addWidget(settings_, 1);
    head->addWidget(reference_, 0, Qt::AlignVCenter);
    head->addWidget(menu_);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(head);
    layout->addLayout(textsColumn_, 1);
    layout->addWidget(run_, 0, Qt::AlignHCenter);
    foot_->addWidget(sparkline_, 1);
    foot_->addWidget(figures_, 2);
    layout->addLayout(foot_);

    connect(run_, &QPushButton::clicked, this, &StrategyCell::runRequested);
    connect(sparkline_, &EntropySparkline::stepSelected, this,
            [this](int step) { emit tokenSelected(0, step); });
    keepFitting(*this, [this] { follow(); });
    startOutputs(1);
}

void StrategyCell::makeMenu()
{
    menu_->setText("⋯");
    menu_->setProperty("quiet", true);
    menu_->setToolTip(tr("Strategy options"));
    menu_->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(menu_);
    continue_ = menu->addAction(tr("&Continue"), this, &StrategyCell::continueRequested);
    setContinuable(false);
    menu->addSeparator();
    menu->addAction(tr("&Edit…"), this, &StrategyCell::editRequested);
    addPresets(*menu->addMenu(tr("Change &to")));
    menu->addAction(tr("&Duplicate"), this, &StrategyCell::duplicateRequested);
    menu->addAction(tr("&Remove"), this, &StrategyCell::removeRequested);
    menu->addSeparator();
    menu->addAction(tr("&Use as reference"), this, &StrategyCell::referenceRequested);
    menu->addAction(tr("&Open in Explore"), this, &StrategyCell::openRequested);
    menu_->setMenu(menu);
}

void StrategyCell::addPresets(QMenu& menu)
{
    for (const auto& preset : presets()) {
        const auto settings = explainedSettings(preset.name, preset.settings);
        menu.addAction(tr("%1 (%2)").arg(QString::fromStdString(preset.readableName),
                                         QString::fromStdString(settings)),
                       this, [this, &preset] { emit presetRequested(preset); });
    }
}

void StrategyCell::setStrategy(const Strategy& strategy)
{
    strategy_ = strategy;
    name_->setText(QString::fromStdString(readableName(strategy.name)));
    name_->updateGeometry();
    name_->setExplanation(QString::fromStdString(strategy.description).toHtmlEscaped());
    settings_->setText(QString::fromStdString(explainedSettings(strategy.name, strategy.settings)),
                       {QString::fromStdString(settingsText(strategy.settings))});
    menu_->setAccessibleName(tr("Menu of %1").arg(name_->text()));
    showReference();
    for (auto* text : texts_) {
        text->setAccessibleDescription(QString::fromStdString(strategy.description));
        text->viewport()->update(); // which shows it, while it is empty
    }
    update();
}

void StrategyCell::startOutputs(int count)
{
    for (auto* text : texts_)
        delete text;
    texts_.clear();
    for (int i = 0; i < count; ++i)
        addOutput();
    figures_->setMostLines(statisticsLines());
    sparkline_->clear();
    setStrategy(strategy_);
    figures_->setFigures({});
    updateGeometry();
}

void StrategyCell::addOutput()
{
    const int index = outputCount();
    auto* text = new TokenText(this);
    text->setFont(textFont());
    text->setFrameShape(QFrame::NoFrame);
    text->setCompact(true);
    text->setAccessibleName(tr("Continuation"));
    connect(text, &TokenText::tokenSelected, this,
            [this, index](int step) { emit tokenSelected(index, step); });
    textsColumn_->addWidget(text, 1);
    texts_.push_back(text);
}

void StrategyCell::append(int output, std::span<const NodePtr> nodes, bool endsText)
{
    auto* to = text(output);
    to->appendTokens(nodes.first(nodes.size() - (endsText ? 1 : 0)));
    if (endsText)
        to->appendEndMark(nodes.back());
    if (output == 0) {
        for (const auto& node : nodes)
            sparkline_->append(node->step.info);
    }
}

void StrategyCell::setContinuable(bool continuable)
{
    continue_->setEnabled(continuable);
}

TokenText* StrategyCell::text(int output) const
{
    return texts_[static_cast<std::size_t>(output)];
}

// In the place of the curve and the statistics, which an empty cell doesn't have.
void StrategyCell::offerRun(bool offered)
{
    run_->setVisible(offered);
    sparkline_->setVisible(!offered);
    figures_->setVisible(!offered);
}

void StrategyCell::setReference(bool isReference)
{
    isReference_ = isReference;
    showReference();
}

// Where the name and the word have no room beside each other, the name is more important.
void StrategyCell::showReference()
{
    const auto margins = layout()->contentsMargins();
    const int needed = margins.left() + name_->sizeHint().width() + reference_->sizeHint().width() +
                       menu_->sizeHint().width() + margins.right() + 3 * layout()->spacing();
    reference_->setVisible(isReference_ && needed <= width());
}

void StrategyCell::resizeEvent(QResizeEvent* event)
{
    Card::resizeEvent(event);
    showReference();
}

void StrategyCell::showDepartures()
{
    for (auto* text : texts_)
        showDeparture(*text);
}

void StrategyCell::showDeparture(TokenText& text) const
{
    if (const auto step = text.departure()) {
        auto* bar = text.verticalScrollBar();
        const int line = fontMetrics().height();
        bar->setValue(bar->value() + text.tokenRectangles(*step).first().top() - line);
    }
}

void StrategyCell::finish()
{
    for (auto* text : texts_) {
        if (!text->isFollowing())
            continue;
        text->showBeginning();
        const auto step = text->departure();
        if (step && !text->viewport()->rect().contains(text->tokenRectangles(*step).first()))
            showDeparture(*text);
    }
}

void StrategyCell::setPresenting(bool presenting)
{
    presenting_ = presenting;
    settings_->setWholeOrNot(presenting);
    foot_->setDirection(presenting ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    figures_->setMostLines(statisticsLines());
    follow();
}

void StrategyCell::setSelected(int output, std::optional<int> step)
{
    text(output)->setSelected(step);
    if (output == 0)
        sparkline_->setSelected(step);
}

QString StrategyCell::figures() const
{
    return figures_->text();
}

QFont StrategyCell::textFont() const
{
    return scaled(font(), presenting_ ? 0.8 : 1.0); // the least that a room can read
}

// Standard deviations need room, too.
int StrategyCell::statisticsLines() const
{
    if (presenting_)
        return 1;
    return outputCount() > 1 ? 3 : 2;
}

// The same before a run and after it.
QSize StrategyCell::minimumSizeHint() const
{
    const int line = figures_->fontMetrics().lineSpacing();
    const int curve = sparkline_->minimumSizeHint().boundedTo(sparkline_->maximumSize()).height();
    const int foot =
        presenting_ ? std::max(line, curve) : curve + foot_->spacing() + statisticsLines() * line;
    const int head = std::max(name_->sizeHint().height(),
                              menu_->sizeHint().boundedTo(menu_->maximumSize()).height());
    const int texts = outputCount() * compactHeight(textFont(), leastLines) +
                      (outputCount() - 1) * textsColumn_->spacing();
    const auto margins = layout()->contentsMargins();
    return {fontMetrics().height() * 10, margins.top() + head + layout()->spacing() + texts +
                                             layout()->spacing() + foot + margins.bottom()};
}

void StrategyCell::paintEvent(QPaintEvent* event)
{
    Card::paintEvent(event);
    QPainter painter(this);
    painter.setPen(QPen(themeOf(palette()).border, 1.0));
    for (std::size_t i = 1; i < texts_.size(); ++i) {
        const QRect above = texts_[i - 1]->geometry();
        const double y = (above.bottom() + 1 + texts_[i]->y()) / 2 + 0.5;
        painter.drawLine(QPointF(above.left(), y), QPointF(above.right() + 1.0, y));
    }
}

void StrategyCell::follow()
{
    const int em = fontMetrics().height();
    const QFont small = scaled(font(), 0.88);
    name_->setFont(inBold(presenting_ ? small : font(), QFont::DemiBold)); // large, it has no room
    settings_->setFont(small);
    figures_->setFont(small);
    reference_->setFont(small);
    for (auto* text : texts_)
        text->setFont(textFont());
    layout()->setContentsMargins(em * 2 / 3, em / 3, em / 3, em / 3);
    layout()->setSpacing(em / 4);
    showReference();
    textsColumn_->setSpacing(em / 2); // around the line between two outputs
    foot_->setSpacing(presenting_ ? em / 2 : em / 4);
    sparkline_->setMaximumHeight(presenting_ ? em : QWIDGETSIZE_MAX);
    menu_->setMaximumHeight(presenting_ ? em * 5 / 4 : QWIDGETSIZE_MAX);
    updateGeometry();
}

} // namespace logitscope
