#include "app/models/model_facts.h"

#include "app/models/size_text.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>

#include <algorithm>
#include <cstddef>

namespace logitscope
{

namespace
{

struct Fact
{
    QString name;
    QString value; // empty: not known
};

QString numberText(std::int64_t count)
{
    return count > 0 ? QLocale(QLocale::English).toString(qint64(count)) : QString();
}

QString tokensText(int count)
{
    return count > 0 ? ModelFacts::tr("%Ln token(s)", nullptr, count) : QString();
}

QString layersText(const ModelEntry& entry)
{
    return entry.layers > 0 ? ModelFacts::tr("%1, each with %2 heads, width %3")
                                  .arg(entry.layers)
                                  .arg(entry.heads)
                                  .arg(numberText(entry.width))
                            : QString();
}

QString sizeText(const ModelItem& item)
{
    if (item.entry)
        return byteText(item.entry->bytes);
    return item.known ? ModelFacts::tr("%1 to download").arg(byteText(item.known->weightBytes))
                      : QString();
}

QString licenceText(const ModelEntry& entry)
{
    return entry.licence.empty() ? ModelFacts::tr("unknown: its card names none")
                                 : QString::fromStdString(entry.licence);
}

QString repositoryText(const ModelItem& item)
{
    if (item.model)
        return QString::fromStdString(item.model->text());
    if (!item.entry) // a server doesn't say
        return {};
    constexpr int enough = 8; // digits of a commit
    const auto& commit = item.entry->commit;
    const auto repository = QString::fromStdString(item.entry->repository);
    return repository.isEmpty() || commit.empty()
               ? repository
               : repository + '@' + QString::fromStdString(commit).left(enough);
}

std::vector<Fact> factsAbout(const ModelItem& item)
{
    const ModelEntry entry = item.entry.value_or(ModelEntry());
    const auto parameters = item.known && !item.entry ? item.known->parameters : entry.parameters;
    return {{ModelFacts::tr("Parameters"), numberText(parameters)},
            {ModelFacts::tr("Context"), tokensText(entry.contextLength)},
            {ModelFacts::tr("Vocabulary"), tokensText(entry.vocabularySize)},
            {ModelFacts::tr("Layers"), layersText(entry)},
            {ModelFacts::tr("Precision"), QString::fromStdString(entry.precision)},
            {ModelFacts::tr("Size"), sizeText(item)},
            {ModelFacts::tr("Licence"), item.entry ? licenceText(entry) : QString()},
            {ModelFacts::tr("On the hub"), repositoryText(item)}};
}

} // namespace

ModelFacts::ModelFacts(QWidget* parent) : QWidget(parent), layout_(new QGridLayout(this))
{
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setHorizontalSpacing(14);
    layout_->setVerticalSpacing(5);
    layout_->setColumnStretch(1, 1);
}

void ModelFacts::addLine()
{
    const Line line{new QLabel(this), new QLabel(this)};
    line.name->setProperty("muted", true);
    line.value->setWordWrap(true);
    line.value->setTextFormat(Qt::PlainText);
    line.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    line.value->setMinimumWidth(1);
    const int row = layout_->rowCount();
    layout_->addWidget(line.name, row, 0, Qt::AlignTop);
    layout_->addWidget(line.value, row, 1);
    lines_.push_back(line);
}

void ModelFacts::showItem(const ModelItem& item)
{
    const auto facts = factsAbout(item);
    while (lines_.size() < facts.size())
        addLine();
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const auto& [name, value] = facts[i];
        lines_[i].name->setText(name);
        lines_[i].value->setText(value);
        lines_[i].value->setAccessibleName(tr("%1: %2").arg(name, value));
        for (auto* label : {lines_[i].name, lines_[i].value})
            label->setVisible(!value.isEmpty());
    }
}

QString ModelFacts::fact(const QString& name) const
{
    const auto line = std::ranges::find_if(
        lines_, [&name](const Line& each) { return each.name->text() == name; });
    return line == lines_.end() ? QString() : line->value->text();
}

} // namespace logitscope
