#include "app/window/licences.h"

#include <QCoreApplication>

namespace logitscope
{

namespace
{

QString tr(const char* text)
{
    return QCoreApplication::translate("LicencedPart", text);
}

} // namespace

std::vector<LicencedPart> licencedParts()
{
    return {
        {"Logitscope", "GPL-3.0-or-later", tr("This program and its icons")},
        {tr("The bundled model"), "CC0-1.0", tr("Trained on prose in the public domain")},
        {"Qt", "LGPL-3.0-only", tr("The window")},
        {"QCustomPlot", "GPL-3.0-or-later", tr("Charts")},
        {"zlib", "Zlib", tr("Reads the run inside a PDF")},
        {"libqrencode", "LGPL-2.1-or-later", tr("QR codes")},
        {"Qt Keychain", "BSD-2-Clause", tr("Keeps the keys of servers")},
        {"Inter", "OFL-1.1", tr("The window's typeface")},
        {"JetBrains Mono", "OFL-1.1", tr("The typeface of tokens and numbers")},
        {"libtorch", "BSD-3-Clause", tr("The other engine, where it is installed")},
        {"Highway", "Apache-2.0 OR BSD-3-Clause", tr("Vector instructions of the native engine")},
        {"PCRE2", "BSD-3-Clause", tr("Splits texts for the tokenizer")},
        {"utf8proc", "MIT", tr("Unicode")},
        {"OpenSSL", "Apache-2.0", tr("Checksums of a model's files")},
        {"curl", "curl", tr("Downloads models")},
        {"Boost", "BSL-1.0", tr("Serves the API over HTTP")},
        {"JSON for Modern C++", "MIT", tr("Reads and writes JSON")},
        {"CLI11", "BSD-3-Clause", tr("Reads the command line")},
        {"fmt", "MIT", tr("Puts numbers into sentences")},
        {"tl::expected", "CC0-1.0", tr("Errors as values")},
    };
}

} // namespace logitscope
