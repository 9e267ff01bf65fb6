#include "widgets/language.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

namespace logitscope
{

void installLanguage()
{
    QLocale::setDefault(QLocale(QLocale::English));
    auto* translator = new QTranslator(QCoreApplication::instance());
    if (translator->load(QStringLiteral(":/translations/logitscope_en.qm")))
        QCoreApplication::installTranslator(translator);
}

} // namespace logitscope
