#include "widgets/text/token_tip.h"

#include "core/sampling/percent.h"
#include "core/text/token_label.h"

#include <QCoreApplication>
#include <QLocale>

namespace logitscope
{

namespace
{

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::TokenTip)
};

QString row(const QString& name, const QString& value)
{
    return QStringLiteral("<tr><td>%1&nbsp;&nbsp;&nbsp;</td><td align='right'>%2</td></tr>")
        .arg(name, value.toHtmlEscaped());
}

QString percent(double probability)
{
    return QString::fromStdString(formatPercent(probability));
}

} // namespace

QString tokenTip(const Step& step, int index)
{
    const QLocale locale(QLocale::English);
    const QString label =
        QString::fromStdString(tokenLabel(step.token, step.bytes)).toHtmlEscaped();
    return QStringLiteral("<p style='white-space:pre; margin:4px 3px 2px'><b>%1</b></p>"
                          "<table cellspacing='0' cellpadding='3'>")
               .arg(label) +
           row(Text::tr("Step"), locale.toString(index + 1)) +
           row(Text::tr("Token id"), QString::number(step.token)) +
           row(Text::tr("Rank"), locale.toString(step.rank + 1)) +
           row(Text::tr("Model probability"), percent(step.modelProbability)) +
           row(Text::tr("Sampling probability"), percent(step.samplingProbability)) +
           row(Text::tr("Surprisal"),
               Text::tr("%1 bits").arg(locale.toString(step.surprisal(), 'f', 2))) +
           QStringLiteral("</table>");
}

} // namespace logitscope
