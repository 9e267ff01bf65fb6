#include "widgets/text/judgement_tip.h"

#include "core/sampling/percent.h"

#include <QCoreApplication>

#include <cmath>

namespace logitscope
{

namespace
{

struct JudgementWords
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::JudgementTip)
};

QString stageNameOf(StageKind kind)
{
    return QCoreApplication::translate("logitscope::Stage",
                                       std::string(describe(kind).name).c_str());
}

QString numberOf(const Step& step, Pick pick)
{
    if (pick == Pick::Gumbel)
        return JudgementWords::tr("the same random numbers");
    // Cut, not rounded, as in the strip: 1 is no random number.
    return JudgementWords::tr("u = %1").arg(QString::fromStdString(formatRandomNumber(step.u)));
}

} // namespace

QString judgementSentence(const Judgement& judgement, const Step& step, Pick pick,
                          const BytesOf& bytesOf)
{
    const auto& [verdict, picked, isCertain] = judgement;
    if (verdict.isUnknown() || !isCertain)
        return JudgementWords::tr("The server told too few tokens to say what the present settings "
                                  "would do.");
    const QString number = numberOf(step, pick);
    if (verdict.isKept() && picked == step.token)
        return JudgementWords::tr("The present settings keep it, and %1 would pick it.")
            .arg(number);
    const QString other =
        QString::fromStdString(tokenLabel(picked, bytesOf ? bytesOf(picked) : std::string()))
            .toHtmlEscaped();
    if (verdict.isKept())
        return JudgementWords::tr("The present settings keep it, but %1 would pick %2.")
            .arg(number, other);
    if (verdict.isImpossible())
        return JudgementWords::tr("Under the present settings it is impossible before any stage; "
                                  "%1 would pick %2.")
            .arg(number, other);
    return JudgementWords::tr("Under the present settings %1 removes it; %2 would pick %3.")
        .arg(stageNameOf(verdict.by), number, other);
}

} // namespace logitscope
