// Help ▸ Glossary: every term in two sentences and a formula. It stays open beside the window, for
// looking up what is on the page.
#pragma once

#include <QDialog>
#include <QString>

class QLineEdit;
class QListWidget;
class QTextBrowser;

namespace logitscope
{

class GlossaryDialog : public QDialog
{
    Q_OBJECT

public:
    explicit GlossaryDialog(QWidget* parent = nullptr);

    // By its key, as a lesson's [words](glossary:top-p) names it. An unknown one changes nothing.
    void showTerm(const QString& key);

    QLineEdit* search() const { return search_; }

    QListWidget* list() const { return list_; }

    QTextBrowser* text() const { return text_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; // arrow keys of the search field

private:
    void filter(const QString& words);
    void showCurrent();

    QLineEdit* search_;
    QListWidget* list_;
    QTextBrowser* text_;
};

} // namespace logitscope
