// What is known of a model in figures and names, a line each.
#pragma once

#include "app/models/model_item.h"

#include <QString>
#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace logitscope
{

class ModelFacts : public QWidget
{
    Q_OBJECT

public:
    explicit ModelFacts(QWidget* parent = nullptr);

    // A line of which nothing is known is left out.
    void showItem(const ModelItem& item);

    // What stands beside this name; empty where that is not known.
    QString fact(const QString& name) const;

private:
    struct Line
    {
        QLabel* name;
        QLabel* value;
    };

    void addLine();

    QGridLayout* layout_;
    std::vector<Line> lines_;
};

} // namespace logitscope
