// Checks a model's engine beside the window, on a thread of its own that ends with this object, in
// the middle of the check too.
#pragma once

#include "core/generation/model_check.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <atomic>
#include <memory>

namespace logitscope
{

class ModelChecker : public QObject
{
    Q_OBJECT

public:
    explicit ModelChecker(QObject* parent = nullptr);
    ~ModelChecker() override;

    // Once.
    void start(std::shared_ptr<const OpenModel> model);

signals:
    void progressed(int percent); // rising, at most once a percent
    void checked(const logitscope::ModelCheck& check);
    void failed(const QString& sentence); // the check can't be made

private:
    void check(const OpenModel& model);

    std::atomic<bool> isStopped_ = false;
    QThreadPool thread_; // one
};

} // namespace logitscope
