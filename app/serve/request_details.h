// The request that was picked from the log: the whole prompt, and the choices as they grow.
#pragma once

#include "app/serve/request_record.h"

#include <QWidget>

#include <vector>

class QLabel;
class QToolButton;

namespace logitscope
{

class CellGrid;
class ChoiceCell;
class CopyButton;
class ElidedLabel;

class RequestDetails : public QWidget
{
    Q_OBJECT

public:
    explicit RequestDetails(QWidget* parent = nullptr);

    // Another request, or the one that is shown and has grown.
    void showRecord(const RequestRecord& record);

    QString caption() const;
    QString sentence() const; // why it was refused

    const std::vector<ChoiceCell*>& cells() const { return cells_; }

    QToolButton* openButton() const { return open_; }

signals:
    void closeRequested();
    void openRequested(int prompt); // in Explore

private:
    void begin(const RequestRecord& record);

    std::uint64_t number_ = 0; // of the record shown
    ElidedLabel* caption_;
    QToolButton* open_;
    CopyButton* copy_;
    QToolButton* close_;
    QLabel* sentence_;
    CellGrid* grid_;
    std::vector<ChoiceCell*> cells_;
};

} // namespace logitscope
