#include "app/page/page.h"

#include "widgets/chart/legend_widgets.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/tab_order.h"
#include "widgets/figure/figure.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace logitscope
{

namespace
{

constexpr qint64 frameMilliseconds = 16; // 60 frames a second at most

} // namespace

Page::Page(QWidget* parent) : QWidget(parent)
{
    frame_.setSingleShot(true);
    frame_.setTimerType(Qt::PreciseTimer);
    connect(&frame_, &QTimer::timeout, this, [this] {
        sinceFrame_.start();
        showFrame();
    });
}

// What a page shows comes and goes; the order is made when somebody asks for it.
bool Page::focusNextPrevChild(bool isNext)
{
    orderTabs(*this);
    return QWidget::focusNextPrevChild(isNext);
}

void Page::requestFrame()
{
    if (frame_.isActive())
        return;
    const qint64 since = sinceFrame_.isValid() ? sinceFrame_.elapsed() : frameMilliseconds;
    frame_.start(static_cast<int>(std::max<qint64>(frameMilliseconds - since, 0)));
}

void Page::requestFrameNow()
{
    frame_.start(0);
}

void Page::dropFrame()
{
    frame_.stop();
}

void Page::showOpening(const QString& name)
{
    opening_ = true;
    updateControls();
    runBar()->showOpening(name);
}

void Page::showOpeningProgress(int percent)
{
    runBar()->showOpeningProgress(percent);
}

void Page::endOpening()
{
    opening_ = false;
    if (!model_)
        runBar()->showSentence(tr("No model is open."));
    updateControls();
    runBar()->endOpening();
}

bool Page::closeWhatIsInTheWay()
{
    if (message()->isHidden())
        return closePanel();
    message()->hide();
    return true;
}

std::function<std::string(TokenId)> Page::bytesOfTokens() const
{
    return [model = model_](TokenId token) { return std::string(model->tokenizer.bytes(token)); };
}

void Page::showLatency()
{
    const auto latency = model_->model->latency();
    runBar()->setLatency(
        latency ? tr("%L1 ms a step")
                      .arg(std::chrono::round<std::chrono::milliseconds>(*latency).count())
                : QString());
}

void Page::sayDeleted(int tokens)
{
    if (tokens > 0 && !isRunning())
        runBar()->showSentence(tr("%n token(s) deleted. Ctrl+Z brings them back.", nullptr, tokens),
                               tr("Ctrl+Z brings the text back."));
}

PagePart Page::shadesPart() const
{
    return {{findChild<ShadeLegend*>()},
            tr("Shades"),
            tr("The deeper a token's shade, the less likely the model found it.")};
}

void Page::takeFormat(std::shared_ptr<const OpenModel> model)
{
    takeModel(std::move(model));
}

QString Page::otherModelsSentence(const Run& run, const OpenModel* model)
{
    const bool isNamesake = model && model->model->info().fullName() == run.model;
    return (isNamesake ? tr("This run was made by another model that is called %1; open that one "
                            "to see how its tokens were chosen.")
                       : tr("This run was made by the model %1; open that model to see how its "
                            "tokens were chosen."))
        .arg(QString::fromStdString(run.model));
}

std::unique_ptr<Figure> Page::figure(const Run&, const FigureOptions&) const
{
    return nullptr;
}

} // namespace logitscope
