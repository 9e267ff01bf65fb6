#include "core/lesson/claim.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

Q_DECLARE_METATYPE(MeasureKind)

namespace
{

QString failureOf(const Result<std::vector<Claim>>& claims)
{
    return claims ? "no error" : QString::fromStdString(claims.error().message);
}

Claim onlyClaim(std::string_view text)
{
    const auto claims = parseClaims(text);
    if (!claims || claims->size() != 1)
        qFatal("%s", qPrintable(failureOf(claims)));
    return claims->front();
}

} // namespace

class TestClaim : public QObject
{
    Q_OBJECT

private slots:
    void measures_data();
    void measures();
    void underAnotherChain();
    void underAStrategy();
    void severalClaims();
    void textsAndEscapes();
    void percentages();
    void errors_data();
    void errors();
    void longOnesAreShortened();
    void measuresEndThere();
    void holdsOfNumbers_data();
    void holdsOfNumbers();
    void holdsOfBounds();
    void boundsAsPeopleReadThem();
    void holdsOfTexts();
    void asPeopleReadThem_data();
    void asPeopleReadThem();
};

void TestClaim::measures_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<MeasureKind>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("place");
    const auto row = [](const char* words, MeasureKind kind, const char* text = "", int place = 1) {
        QTest::newRow(words) << words << kind << text << place;
    };
    row("p(\" the\")", MeasureKind::ModelProbability, " the");
    row("q( \" the\" )", MeasureKind::SamplingProbability, " the");
    row("rank(\"a\")", MeasureKind::Rank, "a");
    row("logit(\"a\")", MeasureKind::Logit, "a");
    row("bits(\"a\")", MeasureKind::Bits, "a");
    row("from(\"a\")", MeasureKind::From, "a");
    row("to(\"a\")", MeasureKind::To, "a");
    row("weight(\"a\")", MeasureKind::Weight, "a");
    row("weights", MeasureKind::Weights);
    row("token(12)", MeasureKind::Token, "", 12);
    row("sum(3)", MeasureKind::Sum, "", 3);
    row("prompt-p(2)", MeasureKind::PromptProbability, "", 2);
    row("  kept  ", MeasureKind::Kept);
    row("model-entropy", MeasureKind::ModelEntropy);
    row("entropy", MeasureKind::Entropy);
    row("u", MeasureKind::RandomNumber);
    row("picked", MeasureKind::Picked);
    row("tokens", MeasureKind::Tokens);
    row("tokens(\"greedy\")", MeasureKind::Tokens, "greedy");
    row("text", MeasureKind::Text);
    row("distinct-2(\"greedy\")", MeasureKind::Distinct2, "greedy");
    row("surprisal", MeasureKind::Surprisal);
    row("perplexity", MeasureKind::Perplexity);
    row("vocabulary", MeasureKind::Vocabulary);
    row("prompt", MeasureKind::Prompt);
    row("seed", MeasureKind::Seed);
    row("branches", MeasureKind::Branches);
    row("predictions", MeasureKind::Predictions);
    row("stage", MeasureKind::RoundStage);
}

void TestClaim::measures()
{
    QFETCH(QString, words);
    QFETCH(MeasureKind, kind);
    QFETCH(QString, text);
    QFETCH(int, place);
    const auto measure = parseMeasure(words.toStdString());
    QVERIFY2(measure, measure ? "" : measure.error().message.c_str());
    QCOMPARE(measure->kind, kind);
    QCOMPARE(QString::fromStdString(measure->text), text);
    QCOMPARE(measure->place, place);
    QVERIFY(!measure->chain);
}

void TestClaim::underAnotherChain()
{
    const auto measure = parseMeasure("q(\" at the\") at top-k=5,temperature=0.5").value();
    QCOMPARE(measure.text, std::string(" at the"));
    QVERIFY(measure.chain);
    QCOMPARE(measure.chain->stages.size(), std::size_t{2});
    QCOMPARE(measure.chain->value(StageKind::TopK), 5.0);
    QCOMPARE(measure.chain->value(StageKind::Temperature), 0.5);
    QCOMPARE(parseMeasure("top-n-sigma").value().stage, StageKind::TopNSigma);
}

void TestClaim::underAStrategy()
{
    QCOMPARE(parseMeasure("kept at greedy").value().chain->value(StageKind::Temperature), 0.1);
}

void TestClaim::severalClaims()
{
    const auto claims =
        parseClaims("tokens >= 20 and temperature != 1 and p(\" and \") <= q(\"x\") at top-k=3 and "
                    "seed < 7")
            .value();
    QCOMPARE(claims.size(), std::size_t{4});
    QCOMPARE(claims[0].relation, Claim::Relation::AtLeast);
    QCOMPARE(std::get<double>(std::get<MeasureValue>(claims[0].other)), 20.0);
    QCOMPARE(claims[1].measure.stage, StageKind::Temperature);
    QCOMPARE(claims[1].relation, Claim::Relation::NotEqual);
    QCOMPARE(claims[2].measure.text, std::string(" and "));
    QCOMPARE(claims[2].relation, Claim::Relation::AtMost);
    const auto& other = std::get<Measure>(claims[2].other);
    QCOMPARE(other.text, std::string("x"));
    QCOMPARE(other.chain->value(StageKind::TopK), 3.0);
    QCOMPARE(claims[3].relation, Claim::Relation::Less);
    QCOMPARE(claims[0].text, std::string("tokens >= 20"));
    QCOMPARE(claims[2].text, std::string("p(\" and \") <= q(\"x\") at top-k=3"));
    QCOMPARE(claims[3].text, std::string("seed < 7"));
}

void TestClaim::textsAndEscapes()
{
    const auto claim = onlyClaim(R"(text contains "a \"b\"\n\t\\")");
    QCOMPARE(std::get<std::string>(std::get<MeasureValue>(claim.other)),
             std::string("a \"b\"\n\t\\"));
    QCOMPARE(claim.relation, Claim::Relation::Contains);
}

void TestClaim::percentages()
{
    QCOMPARE(std::get<double>(std::get<MeasureValue>(onlyClaim("p(\"a\") > 20%").other)), 0.2);
    QCOMPARE(std::get<double>(std::get<MeasureValue>(onlyClaim("logit(\"a\") > -1.5").other)),
             -1.5);
}

void TestClaim::errors_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* words, const char* error) {
        QTest::newRow(words) << words << error;
    };
    row("", "ends where a measure, such as p(\" the\"), kept or temperature, is expected");
    row("chances > 1",
        "has “chances > 1” where a measure, such as p(\" the\"), kept or temperature, is expected");
    row("keptx = 1",
        "has “keptx = 1” where a measure, such as p(\" the\"), kept or temperature, is expected");
    row("p > 1", "has “> 1” where “(” is expected");
    row("p(the) > 1", "has “the) > 1” where a text in quotation marks is expected");
    row("p(\"the\" > 1", "has “> 1” where “)” is expected");
    row("p(\"the) > 1", "has a text without a quotation mark at its end");
    row("p(\"the\\", "has a text without a quotation mark at its end");
    row("p(\"\\x\") > 1", "has “\\x” in a text; expected \\n, \\t, \\\" or \\\\");
    row("token(0) = \"a\"", "has “0) = \"a\"” where a place, 1 or more is expected");
    row("token(1000001) = \"a\"", "has “1000001) = \"a\"” where a place, 1 or more is expected");
    row("sum(\"a\") > 1", "has “\"a\") > 1” where a place, 1 or more is expected");
    row("kept", "ends where =, !=, <, <=, >, >= or contains is expected");
    row("kept is 3", "has “is 3” where =, !=, <, <=, >, >= or contains is expected");
    row("kept = ", "ends where a measure, such as p(\" the\"), kept or temperature, is expected");
    row("kept = inf",
        "has “inf” where a measure, such as p(\" the\"), kept or temperature, is expected");
    row("kept = 3 4", "has “4” where “and” is expected");
    row("kept = 3 and",
        "ends where a measure, such as p(\" the\"), kept or temperature, is expected");
    row("kept = \"a\"", "compares a number with a text");
    row("text = 3", "compares a number with a text");
    row("text = kept", "compares a number with a text");
    row("text < \"a\"", "compares texts; expected =, != or contains");
    row("kept contains 3", "has “contains” after a number");
    row("kept at top-k=-1 = 3", "top-k is -1, expected 0 or more (0 is off)");
}

void TestClaim::errors()
{
    QFETCH(QString, words);
    QFETCH(QString, error);
    QCOMPARE(failureOf(parseClaims(words.toStdString())), error);
}

void TestClaim::longOnesAreShortened()
{
    QVERIFY(failureOf(parseClaims(std::string(100'000, 'x'))).size() < 200);
}

void TestClaim::measuresEndThere()
{
    QVERIFY(!parseMeasure("kept = 3"));
    QCOMPARE(QString::fromStdString(parseMeasure("kept kept").error().message),
             "has “kept” where nothing more is expected");
}

void TestClaim::holdsOfNumbers_data()
{
    QTest::addColumn<double>("left");
    QTest::addColumn<double>("right");
    QTest::addColumn<QString>("which"); // of = != < <= > >=
    QTest::newRow("less") << 1.0 << 2.0 << "!= < <=";
    QTest::newRow("more") << 2.0 << 1.0 << "!= > >=";
    QTest::newRow("equal") << 0.2 << 0.2 << "= <= >=";
    QTest::newRow("equal but for rounding") << 0.1 + 0.2 << 0.3 << "= <= >=";
    QTest::newRow("both small") << 1e-12 << 2e-12 << "!= < <=";
    QTest::newRow("nothing") << 0.0 << 0.0 << "= <= >=";
    QTest::newRow("below 0") << -1.0 << 0.0 << "!= < <=";
}

void TestClaim::holdsOfNumbers()
{
    QFETCH(double, left);
    QFETCH(double, right);
    QFETCH(QString, which);
    const auto held = which.split(' ');
    for (const auto* word : {"=", "!=", "<", "<=", ">", ">="}) {
        const auto relation = onlyClaim(std::string("kept ") + word + " 1").relation;
        QVERIFY2(holds(left, relation, right) == held.contains(word), word);
    }
}

// Of bounds what is so wherever the number is between them.
void TestClaim::holdsOfBounds()
{
    using Relation = Claim::Relation;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const MeasureValue number = Bounded{2.0, 3.0};
    const auto only = [&](const MeasureValue& other, const std::vector<Relation>& held) {
        for (const auto relation : {Relation::Equal, Relation::NotEqual, Relation::Less,
                                    Relation::AtMost, Relation::More, Relation::AtLeast})
            if (holds(number, relation, other) != (std::ranges::count(held, relation) > 0))
                return false;
        return true;
    };
    using enum Relation;
    QVERIFY(only(1.0, {NotEqual, More, AtLeast}));
    QVERIFY(only(2.0, {AtLeast}));
    QVERIFY(only(2.5, {}));
    QVERIFY(only(3.0, {AtMost}));
    QVERIFY(only(4.0, {NotEqual, Less, AtMost}));
    QVERIFY(only(Bounded{2.5, 4.0}, {}));
    QVERIFY(only(Bounded{3.5, infinity}, {NotEqual, Less, AtMost}));
    QVERIFY(!holds(Bounded{1.0, infinity}, AtMost, 9.0));
    QVERIFY(holds(Bounded{1.0, infinity}, AtLeast, 1.0));
}

void TestClaim::boundsAsPeopleReadThem()
{
    const auto text = [](const char* measure, double low, double high) {
        return valueText(parseMeasure(measure).value(), Bounded{low, high});
    };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    QCOMPARE(text("entropy", 3.1, 3.4), std::string("between 3.10 and 3.40 bits"));
    QCOMPARE(text("entropy", 0.0, infinity), std::string("unknown"));
    QCOMPARE(text("bits(\"a\")", 4.0, infinity), std::string("at least 4.00 bits"));
    QCOMPARE(text("p(\"a\")", 0.0, 0.0625), std::string("at most 6.25%"));
    QCOMPARE(text("q(\"a\")", 0.0, 1.0), std::string("unknown"));
    QCOMPARE(text("kept", 1.0, 8192.0), std::string("at most 8,192"));
    QCOMPARE(text("rank(\"a\")", 41.0, 8192.0), std::string("between 41 and 8,192"));
}

void TestClaim::holdsOfTexts()
{
    using Relation = Claim::Relation;
    const MeasureValue text = std::string("a king");
    QVERIFY(holds(text, Relation::Equal, std::string("a king")));
    QVERIFY(!holds(text, Relation::Equal, std::string("a King")));
    QVERIFY(holds(text, Relation::NotEqual, std::string("a")));
    QVERIFY(holds(text, Relation::Contains, std::string("kin")));
    QVERIFY(!holds(text, Relation::Contains, std::string("queen")));
}

void TestClaim::asPeopleReadThem_data()
{
    QTest::addColumn<QString>("measure");
    QTest::addColumn<double>("number");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* measure, double number, const char* text) {
        QTest::newRow(measure) << measure << number << text;
    };
    row("p(\"a\")", 0.2034, "20.3%");
    row("sum(2)", 1.0, "100%");
    row("prompt-p(2)", 0.0, "0%");
    row("entropy", 3.214, "3.21 bits");
    row("bits(\"a\")", 10.0, "10.00 bits");
    row("logit(\"a\")", -1.234, "-1.23");
    row("perplexity", 49.68, "49.7");
    row("weight(\"a\")", 0.13668, "0.137");
    row("u", 0.99996, "0.9999");
    row("to(\"a\")", 1.0, "1.0000");
    row("kept", 8192.0, "8,192");
    row("rank(\"a\")", 12.0, "12");
    row("vocabulary", 1234567.0, "1,234,567");
    row("seed", 123456.0, "123456");
    row("temperature", 0.7, "0.7");
    row("distinct-2", 0.4149, "0.41");
}

void TestClaim::asPeopleReadThem()
{
    QFETCH(QString, measure);
    QFETCH(double, number);
    QFETCH(QString, text);
    const auto parsed = parseMeasure(measure.toStdString()).value();
    QCOMPARE(QString::fromStdString(valueText(parsed, number)), text);
    QCOMPARE(valueText(parseMeasure("token(1)").value(), std::string(" the")), std::string("␣the"));
    QCOMPARE(valueText(parseMeasure("text").value(), std::string(" the")), std::string(" the"));
}

LOGITSCOPE_TEST(TestClaim)
#include "tst_claim.moc"
