// The line under the text: what is going on, how far it is and how fast.
#pragma once

#include <QElapsedTimer>
#include <QWidget>

class QProgressBar;

namespace logitscope
{

class ElidedLabel;

class RunBar : public QWidget
{
    Q_OBJECT

public:
    explicit RunBar(QWidget* parent = nullptr);

    void showSentence(const QString& sentence); // nothing runs
    void showBusy(const QString& sentence);     // something of unknown length

    void startRun(int tokens);
    void showProgress(int tokensSoFar);
    void endRun(int tokens, int inAll, const QString& why); // `tokens` of `inAll` were this run's

    QString text() const;

private:
    QString speed(int tokens) const;

    QElapsedTimer clock_;
    int expected_ = 0;
    QProgressBar* bar_;
    ElidedLabel* label_;
};

} // namespace logitscope
