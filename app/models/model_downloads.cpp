#include "app/models/model_downloads.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace logitscope
{

namespace
{

bool isSame(const ModelId& one, const ModelId& other)
{
    return one.repository == other.repository && one.revision == other.revision;
}

// "owner/name@revision 312000000 548105171": what has arrived of how many bytes, and behind that
// why it failed.
QString unfinishedText(const ModelDownload& download)
{
    const auto text = QString("%1 %2 %3")
                          .arg(QString::fromStdString(download.model.text()))
                          .arg(download.progress.bytes)
                          .arg(download.progress.allBytes);
    return download.state == ModelDownload::State::Failed ? text + ' ' + download.sentence : text;
}

std::int64_t percentOf(const DownloadProgress& progress)
{
    return progress.allBytes > 0 ? progress.bytes * 100 / progress.allBytes : -1;
}

} // namespace

ModelDownloads::ModelDownloads(ModelServices services, QObject* parent)
    : QObject(parent)
    , services_(std::move(services))
    , worker_(std::make_unique<QObject>())
{
    worker_->moveToThread(&thread_);
    thread_.setObjectName("downloads");
    thread_.start();
}

ModelDownloads::~ModelDownloads()
{
    stop_.request_stop();
    thread_.quit();
    thread_.wait();
}

const ModelDownload* ModelDownloads::find(const ModelId& model) const
{
    const auto found = std::ranges::find_if(
        all_, [&model](const ModelDownload& each) { return isSame(each.model, model); });
    return found == all_.end() ? nullptr : &*found;
}

ModelDownload* ModelDownloads::findHere(const ModelId& model)
{
    return const_cast<ModelDownload*>(std::as_const(*this).find(model));
}

bool ModelDownloads::isRunning() const
{
    return std::ranges::find(all_, ModelDownload::State::Running, &ModelDownload::state) !=
           all_.end();
}

// Orders

void ModelDownloads::start(const ModelId& model)
{
    using State = ModelDownload::State;
    auto* download = findHere(model);
    if (!download) {
        all_.push_back({.model = model});
    } else if (download->state == State::Paused || download->state == State::Failed) {
        download->state = State::Waiting;
        download->sentence.clear();
    }
    emit changed();
    startNext();
}

void ModelDownloads::pause(const ModelId& model)
{
    auto* download = findHere(model);
    if (!download)
        return;
    if (download->state == ModelDownload::State::Running)
        stop_.request_stop();
    download->state = ModelDownload::State::Paused;
    emit changed();
}

void ModelDownloads::pauseAll()
{
    stop_.request_stop();
    for (auto& download : all_) {
        if (download.state != ModelDownload::State::Failed)
            download.state = ModelDownload::State::Paused;
    }
    emit changed();
}

void ModelDownloads::cancel(const ModelId& model)
{
    const auto* download = find(model);
    if (!download)
        return;
    const auto id = model; // which may be the download's own
    if (atWork_ && isSame(*atWork_, id))
        stop_.request_stop();
    std::erase_if(all_, [&id](const ModelDownload& each) { return isSame(each.model, id); });
    discard(id); // after the thread has ended it
    emit changed();
}

// On the thread

void ModelDownloads::discard(const ModelId& model)
{
    QMetaObject::invokeMethod(worker_.get(), [this, model] {
        try {
            if (const auto settings = services_.settings())
                services_.discard(model, *settings);
        } catch (const std::exception&) { // a disk: what is left there takes room, no more
        }
    });
}

void ModelDownloads::startNext()
{
    if (atWork_)
        return;
    const auto next = std::ranges::find(all_, ModelDownload::State::Waiting, &ModelDownload::state);
    if (next == all_.end())
        return;
    next->state = ModelDownload::State::Running;
    atWork_ = next->model;
    stop_ = std::stop_source();
    ++order_;
    QMetaObject::invokeMethod(worker_.get(),
                              [this, order = order_, model = next->model,
                               stop = stop_.get_token()] { work(order, model, stop); });
    emit changed();
}

void ModelDownloads::work(std::uint64_t order, const ModelId& model, const std::stop_token& stop)
{
    const auto download = [&]() -> Outcome {
        try {
            const auto settings = services_.settings();
            if (!settings)
                return tl::unexpected(settings.error());
            const auto tell = [this, order](const DownloadProgress& progress) {
                takeProgress(order, progress);
            };
            return services_.download(model, *settings, {.progress = tell, .stop = stop});
        } catch (const std::exception& exception) { // memory
            return fail("{}: can't be downloaded: {}", model.text(), firstLine(exception));
        }
    };
    QMetaObject::invokeMethod(this, [this, outcome = download()] { end(outcome); });
}

void ModelDownloads::takeProgress(std::uint64_t order, const DownloadProgress& progress)
{
    const std::lock_guard lock(mutex_);
    if (!std::exchange(latest_.isNew, true))
        QMetaObject::invokeMethod(this, &ModelDownloads::showProgress, Qt::QueuedConnection);
    latest_.order = order;
    latest_.progress = progress;
}

// On the window's thread again

void ModelDownloads::showProgress()
{
    Latest latest;
    {
        const std::lock_guard lock(mutex_);
        latest = latest_;
        latest_.isNew = false;
    }
    auto* download = atWork_ && latest.order == order_ ? findHere(*atWork_) : nullptr;
    if (!download || download->state != ModelDownload::State::Running)
        return;
    const bool isFurther = percentOf(latest.progress) != percentOf(download->progress);
    download->progress = latest.progress;
    emit progressed();
    if (isFurther)
        emit changed(); // for what is remembered when the program doesn't end as it should
}

void ModelDownloads::end(const Outcome& outcome)
{
    const auto model = *std::exchange(atWork_, std::nullopt);
    auto* download = findHere(model);
    if (download && outcome) { // also where somebody has paused it since
        std::erase_if(all_, [&](const ModelDownload& each) { return isSame(each.model, model); });
        emit finished(model, QString::fromStdString(outcome->string()));
        emit changed();
    } else if (download && download->state == ModelDownload::State::Running) {
        const auto sentence = QString::fromStdString(outcome.error().message);
        download->state = ModelDownload::State::Failed;
        download->sentence = sentence;
        emit changed();
        emit failed(model, sentence);
    }
    startNext();
}

// What is remembered

QStringList ModelDownloads::unfinished() const
{
    QStringList texts;
    for (const auto& download : all_)
        texts << unfinishedText(download);
    return texts;
}

void ModelDownloads::restore(const QStringList& unfinished)
{
    for (const auto& text : unfinished) {
        const auto parts = text.split(' ');
        const auto model = ModelId::parse(parts.front().toStdString());
        if (!model || find(*model))
            continue;
        DownloadProgress progress;
        progress.doing = DownloadProgress::Doing::Downloading;
        progress.bytes = std::max<qint64>(parts.value(1).toLongLong(), 0);
        progress.allBytes = std::max<qint64>(parts.value(2).toLongLong(), 0);
        const auto sentence = text.section(' ', 3);
        all_.push_back(
            {*model,
             sentence.isEmpty() ? ModelDownload::State::Paused : ModelDownload::State::Failed,
             progress, sentence});
    }
}

} // namespace logitscope
