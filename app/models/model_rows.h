// The list of models, under the headings of its sections.
#pragma once

#include "app/models/model_item.h"

#include <QScrollArea>
#include <QString>
#include <QTimer>

#include <vector>

class QButtonGroup;
class QLabel;
class QVBoxLayout;

namespace logitscope
{

class ModelRow;

class ModelRows : public QScrollArea
{
    Q_OBJECT

public:
    explicit ModelRows(QWidget* parent = nullptr);

    // Rows that were there already keep the keyboard. `nothing` stands there when there are none.
    void showItems(const std::vector<ModelItem>& items, bool canDownload, const QString& nothing);

    // Low rows, so that a room sees more of them: from the next showItems() on.
    void setBrief(bool isBrief) { isBrief_ = isBrief; }

    // From top to bottom.
    const std::vector<ModelRow*>& rows() const { return rows_; }

    ModelRow* row(const QString& key) const; // nullptr: there is none

    // That has the keyboard, or one of whose buttons has it; nullptr: none.
    const ModelRow* focusedRow() const;

    QString selectedKey() const; // empty: none

    // Without a signal. A key that isn't there selects nothing.
    void select(const QString& key);

    // Also where the rows only now take their places.
    void scrollToSelected();

    QSize minimumSizeHint() const override;

signals:
    void selected(const QString& key); // by a person, as are the others
    void opened(const QString& key);
    void dropped(const QString& key);
    void startRequested(const QString& key); // a download
    void pauseRequested(const QString& key);
    void cancelRequested(const QString& key);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    ModelRow* makeRow();
    void layOut(const std::vector<ModelItem>& items);
    void showSelected();

    QWidget* column_;
    QVBoxLayout* layout_;
    QWidget* tabPlace_; // hidden; the rows come after it in the order of Tab
    QLabel* nothing_;
    QButtonGroup* group_;
    bool isSelecting_ = false;
    bool isBrief_ = false;
    std::vector<ModelRow*> rows_;
    std::vector<QLabel*> headings_;
    QTimer settling_; // runs while the rows take their places, around the selected one
};

} // namespace logitscope
