#include "app/models/another_model.h"

#include "app/models/model_item.h"
#include "widgets/control/message_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace logitscope
{

namespace
{

Result<ModelId> modelIn(const QLineEdit& field)
{
    return ModelId::parse(field.text().trimmed().toStdString());
}

} // namespace

AnotherModel::AnotherModel(QWidget* parent)
    : QWidget(parent)
    , field_(new QLineEdit(this))
    , button_(new QPushButton(tr("Download"), this))
    , problem_(new QLabel(this))
{
    field_->setPlaceholderText(tr("owner/name, or owner/name@revision"));
    field_->setAccessibleName(tr("Name of a model on the Hugging Face hub"));
    field_->setToolTip(tr("The name of a GPT-2 on the Hugging Face hub, such as "
                          "openai-community/gpt2-medium."));
    field_->setAcceptDrops(false); // a folder that is dropped on it is the window's
    button_->setAccessibleName(tr("Download the model of this name"));
    problem_->setProperty("error", true);
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);

    auto* label = new QLabel(tr("Download another"), this);
    label->setBuddy(field_);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(label);
    line->addWidget(field_, 1);
    line->addWidget(button_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(line);
    layout->addWidget(problem_);

    connect(field_, &QLineEdit::textChanged, this, &AnotherModel::check);
    connect(field_, &QLineEdit::returnPressed, this, &AnotherModel::request);
    connect(button_, &QPushButton::clicked, this, &AnotherModel::request);
    check();
}

void AnotherModel::setOffline(bool offline)
{
    isOffline_ = offline;
    button_->setToolTip(offline ? offlineText() : QString());
    check();
}

QString AnotherModel::problem() const
{
    return problem_->isHidden() ? QString() : problem_->text();
}

void AnotherModel::check()
{
    const auto model = modelIn(*field_);
    const bool isWrong = !model && !field_->text().trimmed().isEmpty();
    problem_->setText(isWrong ? capitalised(QString::fromStdString(model.error().message))
                              : QString());
    problem_->setVisible(isWrong);
    button_->setEnabled(model && !isOffline_);
}

void AnotherModel::request()
{
    const auto model = modelIn(*field_);
    if (!model || isOffline_)
        return;
    field_->clear();
    field_->setFocus(); // the button can't be pressed any more
    emit requested(*model);
}

} // namespace logitscope
