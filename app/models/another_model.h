// Asks for any model of the hub by its name there, and says at once why a name can't be one.
#pragma once

#include "core/library/model_id.h"

#include <QString>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace logitscope
{

class AnotherModel : public QWidget
{
    Q_OBJECT

public:
    explicit AnotherModel(QWidget* parent = nullptr);

    void setOffline(bool offline); // nothing can be downloaded

    QLineEdit* field() const { return field_; }

    QPushButton* button() const { return button_; }

    QString problem() const; // under the field; empty: none

signals:
    void requested(const logitscope::ModelId& model);

private:
    void check();
    void request();

    bool isOffline_ = false;
    QLineEdit* field_;
    QPushButton* button_;
    QLabel* problem_;
};

} // namespace logitscope
