#include "core/lesson/glossary.h"
#include "core/sampling/stage.h"
#include "tests/test_program.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace logitscope;

class TestGlossary : public QObject
{
    Q_OBJECT

private slots:
    void everyStageIsThere();
    void eachTermOnce();
    void twoSentences();
    void fromAToZ();
    void noneOfThatKey();
};

void TestGlossary::everyStageIsThere()
{
    for (const auto& stage : stageDescriptions()) {
        const auto* term = findTerm(stage.key);
        QVERIFY2(term, stage.key.data());
        QVERIFY(term->explanation.starts_with(stage.explanation));
        QVERIFY(!term->formula.empty());
    }
}

void TestGlossary::eachTermOnce()
{
    QSet<QString> keys;
    for (const auto& term : glossary()) {
        const auto key = QString::fromStdString(term.key);
        static const QRegularExpression form("^[a-z0-9-]+$");
        QVERIFY2(form.match(key).hasMatch(), qPrintable(key));
        QVERIFY2(!keys.contains(key), qPrintable(key));
        keys.insert(key);
        QCOMPARE(findTerm(term.key), &term);
    }
}

// A sentence ends in a full stop that no letter or digit follows, before a space or the end.
void TestGlossary::twoSentences()
{
    static const QRegularExpression end("[.?!](?= [A-Zηε]|$)");
    for (const auto& term : glossary()) {
        const auto text = QString::fromStdString(term.explanation);
        QVERIFY2(text.count(end) == 2, qPrintable(text));
    }
}

void TestGlossary::fromAToZ()
{
    for (std::size_t i = 1; i < glossary().size(); ++i) {
        const auto before = QString::fromStdString(glossary()[i - 1].name);
        const auto name = QString::fromStdString(glossary()[i].name);
        QVERIFY2(before.compare(name, Qt::CaseInsensitive) < 0, qPrintable(name));
    }
}

void TestGlossary::noneOfThatKey()
{
    QVERIFY(!findTerm(""));
    QVERIFY(!findTerm("top"));
}

LOGITSCOPE_TEST(TestGlossary)
#include "tst_glossary.moc"
