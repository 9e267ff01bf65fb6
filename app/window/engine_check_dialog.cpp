#include "app/window/engine_check_dialog.h"

#include "widgets/control/message_bar.h"
#include "widgets/look.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

QString brief(double number)
{
    return QString::number(number, 'g', 2);
}

QLabel* plainLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText); // a model's name comes from outside
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    return label;
}

QString modelLine(const ModelCheck& check)
{
    return EngineCheckDialog::tr("%1, %2: native on %3 and libtorch on %4")
        .arg(QString::fromStdString(check.native.name),
             QString::fromStdString(check.native.precision),
             QString::fromStdString(check.native.device),
             QString::fromStdString(check.libtorch.device));
}

} // namespace

EngineCheckDialog::EngineCheckDialog(std::shared_ptr<const OpenModel> model, QWidget* parent)
    : QDialog(parent)
    , verdict_(plainLabel(tr("Checking …"), this))
    , sentence_(
          plainLabel(tr("Both engines, native and libtorch, read a paragraph of text."), this))
    , progress_(new QProgressBar(this))
    , figures_(new QGridLayout)
{
    setWindowTitle(tr("Check the engine"));
    setModal(true);
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
    verdict_->setFont(inBold(verdict_->font()));
    figures_->setColumnStretch(1, 1);
    progress_->setRange(0, 100);
    progress_->setAccessibleName(tr("Progress"));

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    copy_ = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    copy_->setToolTip(tr("Copy the result and its statistics as text."));
    copy_->setEnabled(false);
    connect(copy_, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(text_); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(8);
    layout->addWidget(verdict_);
    layout->addWidget(sentence_);
    layout->addWidget(progress_);
    layout->addLayout(figures_);
    layout->addSpacing(8);
    layout->addWidget(buttons);

    connect(&checker_, &ModelChecker::progressed, progress_, &QProgressBar::setValue);
    connect(&checker_, &ModelChecker::checked, this, &EngineCheckDialog::showOutcome);
    connect(&checker_, &ModelChecker::failed, this, &EngineCheckDialog::showFailure);
    checker_.start(std::move(model));
}

void EngineCheckDialog::showOutcome(const ModelCheck& check)
{
    const auto& figures = check.figures;
    const auto& limits = check.limits;
    if (check.agrees())
        end(tr("The engines agree."),
            tr("Both give every token practically the same probability: what you see doesn't "
               "depend on the engine."));
    else
        end(tr("The engines don't agree."),
            tr("One of them computes wrong, or the model's files were changed after it was "
               "opened. Open the model again and repeat the check; if the result is the same, "
               "report it with these numbers."));
    addFigure(tr("Model"), modelLine(check));
    addFigure(tr("Largest difference of logits"),
              tr("%1, at most %2 of logits up to %3")
                  .arg(brief(figures.largestDifference),
                       brief(limits.difference * figures.largestLogit),
                       QString::number(figures.largestLogit, 'g', 4)));
    addFigure(tr("KL divergence, mean"),
              tr("%1 bits a token, at most %2")
                  .arg(brief(figures.meanDivergence), brief(limits.meanDivergence)));
    addFigure(tr("KL divergence, largest"), tr("%1 bits").arg(brief(figures.largestDivergence)));
    addFigure(tr("Most likely token"),
              figures.otherArgmaxes == 0
                  ? tr("the same after all %n token(s)", nullptr, figures.tokens)
                  : tr("another one after %1 of %n token(s)", nullptr, figures.tokens)
                        .arg(figures.otherArgmaxes));
    QTimer::singleShot(0, this, &EngineCheckDialog::fit); // once the rows are shown
    emit ended();
}

// A dialog doesn't grow by itself with what wraps in it.
void EngineCheckDialog::fit()
{
    layout()->activate();
    resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
}

void EngineCheckDialog::showFailure(const QString& sentence)
{
    end(tr("The engines can't be compared."), capitalised(sentence));
    emit ended();
}

void EngineCheckDialog::end(const QString& verdict, const QString& sentence)
{
    progress_->hide();
    verdict_->setText(verdict);
    sentence_->setText(sentence);
    text_ = verdict + '\n' + sentence + '\n';
    copy_->setEnabled(true);
}

void EngineCheckDialog::addFigure(const QString& name, const QString& value)
{
    const int row = figures_->rowCount();
    figures_->addWidget(new QLabel(name, this), row, 0, Qt::AlignTop);
    figures_->addWidget(plainLabel(value, this), row, 1);
    text_ += tr("%1: %2").arg(name, value) + '\n';
}

} // namespace logitscope
