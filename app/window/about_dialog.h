// Help ▸ About Logitscope: what runs here, for a person and for a report of a bug, and the licences
// of all parts.
#pragma once

#include <QDialog>
#include <QString>

class QPushButton;
class QTextBrowser;

namespace logitscope
{

class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget* parent = nullptr);

    // What Copy details copies: a line for each fact, without the licences.
    static QString details();

    QTextBrowser* text() const { return text_; }

    QPushButton* copyButton() const { return copy_; }

private:
    void showText();

    QTextBrowser* text_;
    QPushButton* copy_;
};

} // namespace logitscope
