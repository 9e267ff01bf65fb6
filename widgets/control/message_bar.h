// A sentence about what went wrong, or about what was done, above the text, until it is closed or
// no longer true.
#pragma once

#include <QFrame>
#include <QString>

#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace logitscope
{

// One of core's sentences, which begin as they do behind "logitscope: ", as it stands by itself. A
// file's name stays as it is.
QString capitalised(QString sentence);

class MessageBar : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    // What went wrong; an empty sentence takes it back.
    void showSentence(const QString& sentence);

    // What was done, and what can be done with it.
    struct Offer
    {
        QString text; // of its button
        std::function<void()> accept;
    };

    void showNotice(const QString& sentence, const std::vector<Offer>& offers = {});

    // The buttons of offers stand below the sentence, which is long, rather than beside it.
    void setOffersBelow();

    QString sentence() const; // empty when hidden

    const std::vector<QToolButton*>& offers() const { return offers_; }

signals:
    void closed(); // by its cross

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void say(const QString& sentence, const char* kind);

    QLabel* label_;
    QHBoxLayout* line_;
    QHBoxLayout* below_;
    bool offersBelow_ = false;
    std::vector<QToolButton*> offers_;
};

} // namespace logitscope
