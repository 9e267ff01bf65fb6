// Help ▸ Check the engine: runs a paragraph through both engines and says whether they agree.
#pragma once

#include "app/engine/model_checker.h"

#include <QDialog>

#include <memory>

class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace logitscope
{

class EngineCheckDialog : public QDialog
{
    Q_OBJECT

public:
    // Begins at once; closing the dialog ends the check.
    explicit EngineCheckDialog(std::shared_ptr<const OpenModel> model, QWidget* parent = nullptr);

    // What the dialog says, as Copy copies it; empty while the check runs.
    QString text() const { return text_; }

    QPushButton* copyButton() const { return copy_; }

signals:
    void ended(); // there is a text

private:
    void showOutcome(const ModelCheck& check);
    void showFailure(const QString& sentence);
    void end(const QString& verdict, const QString& sentence);
    void fit();
    void addFigure(const QString& name, const QString& value);

    ModelChecker checker_;
    QLabel* verdict_;
    QLabel* sentence_;
    QProgressBar* progress_;
    QGridLayout* figures_;
    QPushButton* copy_;
    QString text_;
};

} // namespace logitscope
