#include "widgets/text/token_tip.h"

#include "core/run/statistics_texts.h"
#include "core/run/token_score.h"
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

QString percent(const Bounded& probability)
{
    return QString::fromStdString(probabilityText(probability));
}

QString bits(const Bounded& bits)
{
    return QString::fromStdString(
        withUnit(boundedText(bits, twoDecimals), Text::tr("bits").toStdString()));
}

QString rankText(const TokenScore& score)
{
    return QString::fromStdString(boundedText(score.ranks(), wholeText));
}

QString tip(TokenId token, const std::string& bytes, const QString& rows)
{
    const QString label = QString::fromStdString(tokenLabel(token, bytes)).toHtmlEscaped();
    return QStringLiteral("<p style='white-space:pre; margin:4px 3px 2px'><b>%1</b></p>"
                          "<table cellspacing='0' cellpadding='3'>%2</table>")
        .arg(label, rows);
}

} // namespace

QString tokenTip(const Step& step, int index)
{
    const QLocale locale(QLocale::English);
    const auto score = scoreOf(step);
    return tip(step.token, step.bytes,
               row(Text::tr("Step"), locale.toString(index + 1)) +
                   row(Text::tr("Token id"), QString::number(step.token)) +
                   row(Text::tr("Rank"), rankText(score)) +
                   row(Text::tr("Model probability"), percent(score.probabilities())) +
                   row(Text::tr("Sampling probability"), percent(step.samplingProbabilities())) +
                   row(Text::tr("Surprisal"), bits(score.surprisals())));
}

QString promptTokenTip(TokenId token, const std::string& bytes, int place,
                       const std::optional<TokenScore>& score)
{
    const QLocale locale(QLocale::English);
    const auto which = row(Text::tr("Prompt token"), locale.toString(place + 1)) +
                       row(Text::tr("Token id"), QString::number(token));
    if (!score)
        return tip(token, bytes,
                   which + row(Text::tr("Model probability"),
                               place == 0 ? Text::tr("none: it is the first")
                                          : Text::tr("not known yet")));
    return tip(token, bytes,
               which + row(Text::tr("Rank"), rankText(*score)) +
                   row(Text::tr("Model probability"), percent(score->probabilities())) +
                   row(Text::tr("Surprisal"), bits(score->surprisals())) +
                   row(Text::tr("Entropy"), bits(score->entropies())));
}

} // namespace logitscope
