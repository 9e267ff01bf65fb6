#include "widgets/chart/statistics_panel.h"

#include "core/run/statistics_texts.h"
#include "widgets/chart/statistics_tile.h"
#include "widgets/control/tool_tip.h"
#include "widgets/look.h"

#include <QGridLayout>
#include <QLocale>

namespace logitscope
{

namespace
{

enum Tile : std::size_t
{
    OriginalEntropy,
    FinalEntropy,
    EffectiveVocabulary,
    Kept,
    TopToken,
};

} // namespace

StatisticsPanel::StatisticsPanel(QWidget* parent) : QWidget(parent), grid_(new QGridLayout(this))
{
    grid_->setContentsMargins(0, 0, 0, 0);
    const auto add = [this](const char* name, const QString& caption, const QString& definition) {
        tiles_.push_back(new StatisticsTile(QString::fromLatin1(name), caption, definition, this));
    };
    add("originalEntropy", tr("Model entropy"),
        tr("Of the model probabilities, over the whole vocabulary. %1")
            .arg(termToolTip("entropy")));
    add("finalEntropy", tr("Sampling entropy"),
        tr("Of the sampling probabilities, after all stages of the chain. %1")
            .arg(termToolTip("entropy")));
    add("effectiveVocabulary", tr("Effective vocabulary"), termToolTip("effective-vocabulary"));
    add("kept", tr("Candidates kept"),
        tr("How many tokens of the vocabulary no stage of the chain removed."));
    add("topTokenProbability", tr("Top-token probability"),
        tr("The sampling probability of the most likely token, after all stages of the chain."));
    setAccessibleName(tr("Statistics of the step"));
    keepFitting(*this, [this] { arrange(); });
}

void StatisticsPanel::setInfo(const SamplingInfo& info, int vocabularySize)
{
    const QLocale english(QLocale::English); // in every locale
    const auto texts = textsOf(info, vocabularySize, BoundedStyle::Short);
    const auto words = textsOf(info, vocabularySize);
    const auto show = [&](Tile tile, std::string StepTexts::*text, const QString& unit = {}) {
        tiles_[tile]->setText(QString::fromStdString(texts.*text),
                              saysNumber(texts.*text) ? unit : QString(),
                              QString::fromStdString(words.*text));
    };
    show(OriginalEntropy, &StepTexts::modelEntropy, tr("bits"));
    show(FinalEntropy, &StepTexts::samplingEntropy, tr("bits"));
    show(EffectiveVocabulary, &StepTexts::effectiveVocabulary, tr("tokens"));
    show(Kept, &StepTexts::kept, tr("of %1").arg(english.toString(vocabularySize)));
    show(TopToken, &StepTexts::topTokenProbability);
}

void StatisticsPanel::clear()
{
    for (StatisticsTile* tile : tiles_)
        tile->clear();
}

void StatisticsPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void StatisticsPanel::arrange()
{
    const int em = fontMetrics().height();
    grid_->setSpacing(em / 3);
    // Of six columns: three tiles above two, the lower ones half as wide again; or five in a line.
    const bool oneLine = width() >= em * 42;
    if (oneLine_ == oneLine)
        return;
    oneLine_ = oneLine;

    struct Place
    {
        int row, column, span;
    };

    static constexpr Place narrow[] = {{0, 0, 2}, {0, 2, 2}, {0, 4, 2}, {1, 0, 3}, {1, 3, 3}};
    for (int i = 0; i < static_cast<int>(tiles_.size()); ++i) {
        const Place place = oneLine ? Place{0, i, 1} : narrow[i];
        grid_->removeWidget(tiles_[static_cast<std::size_t>(i)]);
        grid_->addWidget(tiles_[static_cast<std::size_t>(i)], place.row, place.column, 1,
                         place.span);
    }
    for (int column = 0; column < 6; ++column)
        grid_->setColumnStretch(column, oneLine && column == 5 ? 0 : 1);
}

} // namespace logitscope
