#include "core/run/statistics_texts.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestStatisticsTexts : public QObject
{
    Q_OBJECT

private slots:
    void figures();
    void noTokens();
    void repeats();
    void oneRepeat();
    void bounds();
    void effectiveVocabulary_data();
    void effectiveVocabulary();
};

void TestStatisticsTexts::figures()
{
    const auto texts = textsOf({.tokens = 40,
                                .meanEntropy = 2.305,
                                .meanEffectiveVocabulary = 50256.96,
                                .meanSurprisal = 0.004,
                                .distinct2 = 1.0});
    QCOMPARE(texts.tokens, std::string("40"));
    QCOMPARE(texts.meanEntropy, std::string("2.31"));
    QCOMPARE(texts.meanEffectiveVocabulary, std::string("50,257"));
    QCOMPARE(texts.meanSurprisal, std::string("0.00"));
    QCOMPARE(texts.distinct2, std::string("1.00"));
}

void TestStatisticsTexts::noTokens()
{
    const auto texts = textsOf(statisticsOf({}));
    QCOMPARE(texts.tokens, std::string("0"));
    for (const auto& text :
         {texts.meanEntropy, texts.meanEffectiveVocabulary, texts.meanSurprisal, texts.distinct2})
        QCOMPARE(text, std::string("–"));
}

void TestStatisticsTexts::repeats()
{
    const RepeatStatistics statistics{.runs = 3,
                                      .fewestTokens = 38,
                                      .mostTokens = 40,
                                      .meanEntropy = {2.305, 0.126},
                                      .meanEffectiveVocabulary = {1234.4, 99.94},
                                      .meanSurprisal = {3.0, 0.0},
                                      .distinct2 = {0.997, 0.004}};
    const auto texts = textsOf(statistics);
    QCOMPARE(texts.tokens, std::string("38–40"));
    QCOMPARE(texts.meanEntropy, std::string("2.31 ± 0.13"));
    QCOMPARE(texts.meanEffectiveVocabulary, std::string("1,234 ± 99.9"));
    QCOMPARE(texts.meanSurprisal, std::string("3.00 ± 0.00"));
    QCOMPARE(texts.distinct2, std::string("0.99 ± 0.004")); // a pair comes twice somewhere
    QCOMPARE(meansOf(statistics).meanEntropy, std::string("2.31"));
    QCOMPARE(meansOf(statistics).tokens, std::string("38–40"));
    QCOMPARE(deviationsOf(statistics).meanEntropy, std::string("0.13"));
    auto close = statistics; // no spread is rounded to none
    close.meanEffectiveVocabulary = {1.2, 0.0217};
    QCOMPARE(textsOf(close).meanEffectiveVocabulary, std::string("1.2 ± 0.02"));
    close.meanEffectiveVocabulary = {1.2, 0.0004};
    QCOMPARE(textsOf(close).meanEffectiveVocabulary, std::string("1.2 ± 0.0004"));
}

void TestStatisticsTexts::oneRepeat()
{
    const RunStatistics run{.tokens = 40, .meanEntropy = 2.305, .meanSurprisal = 3.0};
    const auto statistics = repeatStatisticsOf(std::span(&run, 1));
    QCOMPARE(textsOf(statistics).tokens, std::string("40"));
    QCOMPARE(textsOf(statistics).meanEntropy, textsOf(run).meanEntropy);
    QCOMPARE(deviationsOf(statistics).meanEntropy, std::string("–"));
}

// Where a server told only some of the candidates. Distinct-2 is of the tokens, which are known.
void TestStatisticsTexts::bounds()
{
    RepeatStatistics statistics;
    statistics.runs = 2;
    statistics.fewestTokens = statistics.mostTokens = 40;
    statistics.meanEntropy = {3.72, 0.5};
    statistics.meanEffectiveVocabulary = {18.0, 2.0};
    statistics.meanSurprisal = {12.8, 0.3};
    statistics.distinct2 = {0.9, 0.02};
    statistics.most = {.meanEntropy = 6.0, .meanEffectiveVocabulary = 1199, .meanSurprisal = 12.8};
    const auto words = textsOf(statistics);
    QCOMPARE(words.meanEntropy, std::string("between 3.72 and 6.00"));
    QCOMPARE(words.meanEffectiveVocabulary, std::string("between 18.0 and 1,199"));
    QCOMPARE(words.meanSurprisal, std::string("12.80"));
    QCOMPARE(words.distinct2, std::string("0.90 ± 0.02"));
    const auto shorter = textsOf(statistics, BoundedStyle::Short);
    QCOMPARE(shorter.meanEntropy, std::string("3.72–6.00"));
    QCOMPARE(shorter.meanEffectiveVocabulary, std::string("18.0–1,199"));
}

void TestStatisticsTexts::effectiveVocabulary_data()
{
    QTest::addColumn<double>("tokens");
    QTest::addColumn<std::string>("text");
    const auto row = [](double tokens, const char* text) {
        QTest::newRow(text) << tokens << std::string(text);
    };
    row(1.0, "1.0");
    row(7.44, "7.4");
    row(99.94, "99.9");
    row(99.96, "100"); // three digits, not 100.0
    row(141.3, "141");
    row(999.4, "999");
    row(999.6, "1,000");
    row(50256.999, "50,257");
    row(1234567.0, "1,234,567");
}

void TestStatisticsTexts::effectiveVocabulary()
{
    QFETCH(double, tokens);
    QFETCH(std::string, text);
    QCOMPARE(effectiveVocabularyText(tokens), text);
    QCOMPARE(textsOf({.tokens = 1,
                      .meanEntropy = 0.0,
                      .meanEffectiveVocabulary = tokens,
                      .meanSurprisal = 0.0,
                      .distinct2 = 1.0})
                 .meanEffectiveVocabulary,
             text);
}

LOGITSCOPE_TEST(TestStatisticsTexts)
#include "tst_statistics_texts.moc"
