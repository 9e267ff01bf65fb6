#include "core/generation/figure_texts.h"

#include <QTest>

using namespace logitscope;

class TestFigureTexts : public QObject
{
    Q_OBJECT

private slots:
    void figures();
    void noTokens();
};

void TestFigureTexts::figures()
{
    const auto texts = textsOf({.tokens = 40,
                                .meanEntropy = 2.305,
                                .meanEffectiveVocabulary = 50256.96,
                                .meanSurprisal = 0.004,
                                .distinct2 = 1.0});
    QCOMPARE(texts.tokens, std::string("40"));
    QCOMPARE(texts.meanEntropy, std::string("2.31"));
    QCOMPARE(texts.meanEffectiveVocabulary, std::string("50257.0"));
    QCOMPARE(texts.meanSurprisal, std::string("0.00"));
    QCOMPARE(texts.distinct2, std::string("1.00"));
}

void TestFigureTexts::noTokens()
{
    const auto texts = textsOf(figuresOf({}));
    QCOMPARE(texts.tokens, std::string("0"));
    for (const auto& text :
         {texts.meanEntropy, texts.meanEffectiveVocabulary, texts.meanSurprisal, texts.distinct2})
        QCOMPARE(text, std::string("–"));
}

QTEST_APPLESS_MAIN(TestFigureTexts)
#include "tst_figure_texts.moc"
