#include "app/export/figure_dialog.h"

#include "app/export/figure_preview.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/segmented_switch.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScreen>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr QSize paper(595, 842); // A4, in points

constexpr double smallestSlideText = 16.0; // of 1080 lines: what the last row of a room reads

enum SizeChoice // in the order of the list
{
    ColumnSize,
    PageSize,
    SlideSize,
    OtherSize,
};

SizeChoice sizeOf(const PageShape& shape)
{
    if (shape.slide)
        return SlideSize;
    if (shape.width == columnWidth)
        return ColumnSize;
    return shape.width == PageShape().width ? PageSize : OtherSize;
}

QString sizeInPoints(double size)
{
    return QString::number(size, 'g', 2);
}

} // namespace

std::unique_ptr<Figure> figureOf(const FigureSource& source, const FigureChoice& choice)
{
    const Run run = source.run();
    if (run.branches.empty())
        return nullptr;
    const FigureOptions options = optionsFor(choice, run);
    return figureOnPage([&](const FigureOptions& laidOut) { return source.figure(run, laidOut); },
                        options, choice.shape, slideColumnsOf(run, options));
}

FigureDialog::FigureDialog(FigureSource source, const FigureChoice& choice, QWidget* parent)
    : QDialog(parent)
    , source_(std::move(source))
    , message_(new MessageBar(this))
    , preview_(new FigurePreview(this))
    , sizes_(new QComboBox(this))
    , width_(new QSpinBox(this))
    , type_(new QSpinBox(this))
    , theme_(new SegmentedSwitch({{0, tr("Light"), tr("Dark on white, for paper.")},
                                  {1, tr("Dark"), tr("Light on black, for a dark slide.")}},
                                 this))
    , formats_(new QComboBox(this))
    , step_(new QCheckBox(this))
    , strategies_(new QListWidget(this))
    , summary_(new QLabel(this))
    , save_(new QPushButton(tr("&Save…"), this))
    , copy_(new QPushButton(tr("&Copy"), this))
{
    setWindowTitle(tr("Export figure"));
    redraw_.setSingleShot(true);
    redraw_.setInterval(0);
    connect(&redraw_, &QTimer::timeout, this, &FigureDialog::draw);
    makeControls(choice);
    makeLayout();
    showSize();
    draw();
}

void FigureDialog::makeControls(const FigureChoice& choice)
{
    sizes_->addItems({tr("One column, 3.5 in"), tr("Page, 960 pt"), tr("Slide 16:9, 1920 × 1080"),
                      tr("Other width")});
    sizes_->setCurrentIndex(sizeOf(choice.shape));
    for (auto* list : {sizes_, formats_}) { // in presenter mode their texts are wide
        list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        list->setMinimumContentsLength(8);
    }
    for (auto* box : {width_, type_})
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    width_->setRange(leastFigureWidth, mostFigureWidth);
    width_->setSuffix(tr(" pt"));
    width_->setSingleStep(10);
    width_->setValue(choice.shape.width);
    width_->setKeyboardTracking(false);
    width_->setToolTip(tr("In points, 72 to an inch. A PNG has a pixel for each, or two."));
    type_->setRange(leastTypePercent, largestTypePercent);
    type_->setSuffix(tr(" %"));
    type_->setSingleStep(10);
    type_->setValue(choice.shape.typePercent);
    type_->setKeyboardTracking(false);
    type_->setToolTip(tr("100% is a text of 11 points. On a slide the type is as large as fits."));
    theme_->setValue(choice.dark ? 1 : 0);
    formats_->addItems(
        {tr("PNG, 1×"), tr("PNG, 2×"), tr("PNG, 3840 wide"), tr("SVG, vector graphic"), tr("PDF")});
    formats_->setCurrentIndex(static_cast<int>(choice.format));
    formats_->setToolTip(tr("PNG and SVG open again as the run that made them. The text of an SVG "
                            "or a PDF can be selected."));
    step_->setText(source_.stepName);
    step_->setChecked(choice.step);
    listStrategies(choice);

    connect(sizes_, &QComboBox::activated, this, &FigureDialog::takeSize);
    connect(width_, &QSpinBox::valueChanged, this, [this] {
        sizes_->setCurrentIndex(sizeOf({.width = width_->value()}));
        redraw_.start();
    });
    const auto redraw = [this] { redraw_.start(); };
    connect(type_, &QSpinBox::valueChanged, this, redraw);
    connect(theme_, &SegmentedSwitch::picked, this, redraw);
    connect(formats_, &QComboBox::activated, this, redraw);
    connect(step_, &QCheckBox::toggled, this, redraw);
    connect(strategies_, &QListWidget::itemChanged, this, redraw);
    connect(save_, &QPushButton::clicked, this, [this] { emit saveRequested(this->choice()); });
    connect(copy_, &QPushButton::clicked, this, [this] { emit copyRequested(this->choice()); });
}

void FigureDialog::listStrategies(const FigureChoice& choice)
{
    const auto shown = optionsFor(choice, source_.run()).cells;
    const auto names = strategiesOf(source_.run());
    for (const QString& name : names) {
        auto* item = new QListWidgetItem(name, strategies_); // which owns it
        const auto cell = static_cast<std::size_t>(strategies_->count() - 1);
        const bool isShown = shown.empty() || std::ranges::find(shown, cell) != shown.end();
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
        item->setCheckState(isShown ? Qt::Checked : Qt::Unchecked);
    }
    strategies_->setAccessibleName(tr("Strategies in the figure"));
}

void FigureDialog::makeLayout()
{
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setVerticalSpacing(10);
    form->addRow(tr("Si&ze"), sizes_);
    form->addRow(tr("&Width"), width_);
    form->addRow(tr("&Type"), type_);
    form->addRow(tr("Colours"), theme_);
    form->addRow(tr("&Format"), formats_);
    step_->setVisible(!source_.stepName.isEmpty());

    auto* column = new QVBoxLayout;
    column->setSpacing(10);
    column->addLayout(form);
    column->addWidget(step_);
    const bool grid = strategies_->count() > 1;
    if (grid) {
        auto* label = new QLabel(tr("Strategies in the fi&gure"), this);
        label->setBuddy(strategies_);
        column->addWidget(label);
        column->addWidget(strategies_, 1);
    }
    strategies_->setVisible(grid);
    summary_->setWordWrap(true);
    summary_->setProperty("muted", true);
    column->addWidget(summary_);
    if (!grid)
        column->addStretch(1);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(copy_, QDialogButtonBox::ActionRole);
    buttons->addButton(save_, QDialogButtonBox::ActionRole);
    save_->setProperty("primary", true);
    save_->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);

    auto* side = new QWidget(this);
    side->setLayout(column);
    column->setContentsMargins(0, 0, 0, 0);
    const QSize most = screen()->availableSize() - QSize(40, 60);
    side->setFixedWidth(std::min(fontMetrics().averageCharWidth() * 46, most.width() / 2));
    auto* both = new QHBoxLayout;
    both->setSpacing(16);
    both->addWidget(preview_, 1);
    both->addWidget(side);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(message_);
    layout->addLayout(both, 1);

    resize(QSize(1180, 760).boundedTo(most));
}

FigureChoice FigureDialog::choice() const
{
    FigureChoice choice;
    choice.shape = {.width = width_->value(),
                    .typePercent = type_->value(),
                    .slide = sizes_->currentIndex() == SlideSize};
    choice.dark = theme_->value() == 1;
    choice.format = static_cast<FigureFormat>(formats_->currentIndex());
    choice.step = step_->isChecked();
    for (int row = 0; row < strategies_->count(); ++row) {
        choice.strategies.append(strategies_->item(row)->text());
        if (strategies_->item(row)->checkState() == Qt::Unchecked)
            choice.leftOut.push_back(static_cast<std::size_t>(row));
    }
    return choice;
}

void FigureDialog::takeSize(int index)
{
    const QSignalBlocker quiet(width_);
    if (index == ColumnSize || index == PageSize)
        width_->setValue(index == ColumnSize ? columnWidth : PageShape().width);
    showSize();
    if (index == OtherSize) {
        width_->setFocus();
        width_->selectAll();
    }
    redraw_.start();
}

void FigureDialog::showSize()
{
    const bool slide = sizes_->currentIndex() == SlideSize;
    width_->setEnabled(!slide);
    type_->setEnabled(!slide);
}

void FigureDialog::draw()
{
    const FigureChoice now = choice();
    const bool none = strategies_->count() > 0 && std::ssize(now.leftOut) == strategies_->count();
    auto figure = none ? nullptr : figureOf(source_, now);
    save_->setEnabled(figure != nullptr);
    copy_->setEnabled(figure != nullptr);
    QStringList facts;
    if (figure) {
        const bool png = endingOf(now.format) == QLatin1String("png");
        facts << (png ? tr("%1 pixels").arg(sizeText(pixelsOf(*figure, now.format)))
                      : tr("%1 points").arg(sizeText(figure->size())));
        const double text = textSizeOn(*figure);
        facts << tr("text of %1 points, captions of %2")
                     .arg(sizeInPoints(text), sizeInPoints(smallestTypeOn(*figure)));
        const int mostType = mostTypePercent(now.shape.width);
        if (!now.shape.slide && now.shape.typePercent > mostType)
            facts << tr("type of %1%: a larger one has no room at this width").arg(mostType);
        if (now.shape.slide && text < smallestSlideText)
            facts << (strategies_->count() - std::ssize(now.leftOut) > 1
                          ? tr("small for a room: choose fewer strategies or tokens")
                          : tr("small for a room: choose fewer tokens"));
        if (figure->size().width() < paper.width() && figure->size().height() > paper.height())
            facts << tr("longer than a page of paper: choose fewer strategies or tokens");
    }
    summary_->setText(facts.join(QStringLiteral(" · ")));
    preview_->setFigure(std::move(figure), none ? tr("Choose a strategy for the figure.")
                                                : tr("There is nothing to export any more."));
}

} // namespace logitscope
