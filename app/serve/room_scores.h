// The running table of who predicted how well. Nothing of it is kept unless somebody saves it.
#pragma once

#include "app/room/room_round.h"

#include <QTimer>
#include <QWidget>

class QPushButton;
class QTableWidget;

namespace logitscope
{

class RoomScores : public QWidget
{
    Q_OBJECT

public:
    // The round outlives it.
    explicit RoomScores(RoomRound& round, QWidget* parent = nullptr);

    bool isEmpty() const;

    // Presenter mode: the table alone.
    void setPresenting(bool presenting);

    QTableWidget* table() const { return table_; }

    QPushButton* saveButton() const { return save_; }

    QPushButton* forgetButton() const { return forget_; }

signals:
    void isEmptyChanged();
    void saved(const QString& sentence); // what went wrong; empty: nothing

private:
    void showScores();

    RoomRound& round_;
    QTimer showing_; // once for all changes of a moment
    QTableWidget* table_;
    QPushButton* save_;
    QPushButton* forget_;
};

} // namespace logitscope
