// The line under the text: what is going on, how far it is and how fast. Where it has no room, it
// leaves out the least important facts.
#pragma once

#include <QElapsedTimer>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <optional>

class QProgressBar;

namespace logitscope
{

class ElidedLabel;

class RunBar : public QWidget
{
    Q_OBJECT

public:
    explicit RunBar(QWidget* parent = nullptr);

    // Nothing runs. The shorter sentence is for where the other has no room.
    void showSentence(const QString& sentence, const QString& shorter = {});

    void startRun(int tokens);
    void showProgress(int tokensSoFar);
    void endRun(int tokens, int inAll, const QString& why); // `tokens` of `inAll` were this run's

    // Behind the number of tokens; empty: the model is on this machine.
    void setLatency(const QString& latency);

    // While a model is opened the line says that, whatever else it would say; that comes back.
    void showOpening(const QString& model); // how far it is, is not known yet
    void showOpeningProgress(int percent);
    void endOpening();

    // What has to be said about a run that is over, behind it; empty for nothing.
    void setRemark(const QString& remark);

    QString text() const;

private:
    struct Line
    {
        QStringList texts; // the whole one, then shorter ones
        int done = 0;
        std::optional<int> all = {}; // 0 when it is unknown; without it there is no bar
    };

    void show(const Line& line);
    void showRun(const Line& line);
    QString speed(int tokens) const;

    QElapsedTimer clock_;
    Line run_;
    QString remark_;
    QString latency_;
    std::optional<Line> opening_; // before the run's
    QProgressBar* bar_;
    ElidedLabel* label_;
};

} // namespace logitscope
