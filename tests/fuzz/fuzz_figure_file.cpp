#include "app/export/figure_run.h"
#include "core/run/session.h"
#include "tests/fuzz/fuzz_folder.h"
#include "tests/fuzz/fuzzers.h"

#include <QtGlobal>

namespace logitscope::fuzz
{

void figureFile(std::string_view bytes)
{
    static const FuzzFolder folder("figure");
    static const auto path = QString::fromStdString((folder.path() / "figure").string());
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {});
    folder.write("figure", bytes);
    if (const auto json = readRunJson(path))
        (void)sessionOrRunFromText(*json);
}

} // namespace logitscope::fuzz
