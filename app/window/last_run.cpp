#include "app/window/last_run.h"

#include "core/atomic_file.h"
#include "core/run/comparison_json.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <nlohmann/json.hpp>

namespace logitscope
{

namespace
{

constexpr qint64 mostBytes = 4 << 20; // some ten thousand tokens

Error cantBeRead(const QString& file, const QString& why)
{
    return {QCoreApplication::translate("logitscope::LastRun",
                                        "The last run is not shown again: %1: %2.")
                .arg(file, why)
                .toStdString()};
}

} // namespace

LastRun::LastRun(const QString& folder) : file_(QDir(folder).filePath("last-run.json")) {}

Result<void> LastRun::save(const Comparison& run) const
{
    const auto text = run.rows.empty() ? std::string() : toJson(run).dump();
    if (text.empty() || std::ssize(text) > mostBytes) {
        QFile::remove(file_);
        return {};
    }
    QDir().mkpath(QFileInfo(file_).absolutePath());
    return writeAtomically(file_.toStdString(), text);
}

Result<Comparison> LastRun::load() const
{
    QFile file(file_);
    if (!file.exists())
        return Comparison{.model = {}, .version = {}, .rows = {}};
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(cantBeRead(file_, file.errorString()));
    const auto text = file.read(mostBytes + 1);
    const auto json = nlohmann::json::parse(text.toStdString(), nullptr, false);
    if (json.is_discarded() || text.size() > mostBytes)
        return tl::unexpected(cantBeRead(
            file_, QCoreApplication::translate("logitscope::LastRun", "the file is damaged")));
    auto run = comparisonFromJson(json);
    if (!run)
        return tl::unexpected(cantBeRead(file_, QString::fromStdString(run.error().message)));
    return run;
}

} // namespace logitscope
