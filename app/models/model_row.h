// One model of the list: what it is, whether it is open, and how far its download is. A click picks
// it; only one of the list is picked.
#pragma once

#include "app/models/model_item.h"

#include <QAbstractButton>

class QBoxLayout;
class QLabel;
class QProgressBar;
class QToolButton;

namespace logitscope
{

class ElidedLabel;

class ModelRow : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ModelRow(QWidget* parent = nullptr);

    // Where it is brief it says nothing that the details say too.
    void showItem(const ModelItem& item, bool canDownload, bool isBrief);

    const QString& key() const { return key_; }

    bool isClicked() const { return isClicked_; } // just now, and checked by that

    QString state() const; // its second line

    // Download, or Resume, or Retry.
    QToolButton* startButton() const { return start_; }

    QToolButton* pauseButton() const { return pause_; }

    QToolButton* cancelButton() const { return cancel_; }

signals:
    void opened();       // by a double click, or Return
    void dropped();      // by Del
    void left(int rows); // by an arrow: to another one, so many below

protected:
    void nextCheckState() override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void showWords(const ModelItem& item, bool isBrief);
    void showButtons(const ModelItem& item, bool canDownload);
    void showBar(const ModelItem& item);
    void arrange();

    QString key_;
    bool isClicked_ = false;
    QBoxLayout* layout_; // the words, and the buttons beside or below them
    QBoxLayout* buttons_;
    ElidedLabel* name_;
    QLabel* isOpen_;
    ElidedLabel* facts_;
    QLabel* state_;
    QProgressBar* bar_;
    QToolButton* start_;
    QToolButton* pause_;
    QToolButton* cancel_;
};

} // namespace logitscope
