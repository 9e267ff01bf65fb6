#include "app/cli/verify_report.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <limits>

using namespace logitscope;

namespace
{

ModelCheck someCheck()
{
    ModelInfo native;
    native.name = "gpt2";
    native.device = "CPU";
    native.engine = "native";
    native.precision = "BF16";
    auto libtorch = native;
    libtorch.device = "CUDA";
    libtorch.engine = "libtorch";
    return {.native = native,
            .libtorch = libtorch,
            .figures = {.tokens = 120,
                        .largestLogit = 64.0,
                        .largestDifference = 0.75,
                        .meanDivergence = 0.0015,
                        .largestDivergence = 0.02,
                        .otherArgmaxes = 0},
            .limits = {.difference = 0.03125, .meanDivergence = 0.01, .otherArgmaxes = 0.05}};
}

} // namespace

class TestVerifyReport : public QObject
{
    Q_OBJECT

private slots:
    void json();
    void notANumber();
    void text();
    void disagreement();
};

void TestVerifyReport::json()
{
    const auto json = nlohmann::json::parse(VerifyReport(someCheck()).json().dump());
    const nlohmann::json expected = {{"model", "gpt2"},
                                     {"precision", "BF16"},
                                     {"native_device", "CPU"},
                                     {"libtorch_device", "CUDA"},
                                     {"tokens", 120},
                                     {"largest_logit", 64.0},
                                     {"largest_logit_difference", 0.75},
                                     {"largest_logit_difference_limit", 2.0},
                                     {"kl_divergence_mean_bits", 0.0015},
                                     {"kl_divergence_mean_bits_limit", 0.01},
                                     {"kl_divergence_largest_bits", 0.02},
                                     {"other_argmaxes", 0},
                                     {"other_argmaxes_limit", 6.0},
                                     {"every_argmax_agrees", true},
                                     {"agree", true}};
    QCOMPARE(QString::fromStdString(json.dump()), QString::fromStdString(expected.dump()));
}

void TestVerifyReport::notANumber()
{
    auto check = someCheck();
    check.figures.largestDifference = std::numeric_limits<double>::quiet_NaN();
    const auto json = nlohmann::json::parse(VerifyReport(check).json().dump());
    QVERIFY(json.at("largest_logit_difference").is_null());
    QCOMPARE(json.at("agree").get<bool>(), false);
}

void TestVerifyReport::text()
{
    QCOMPARE(QString::fromStdString(VerifyReport(someCheck()).text()),
             QString("gpt2, BF16: native on CPU and libtorch on CUDA, after each of 120 tokens\n\n"
                     "largest difference of logits 0.75, at most 2 of logits up to 64\n"
                     "KL divergence, mean          0.0015 bits a token, at most 0.01\n"
                     "KL divergence, largest       0.02 bits\n"
                     "most likely token            always the same\n\n"
                     "The engines agree.\n"));
}

void TestVerifyReport::disagreement()
{
    auto check = someCheck();
    check.figures.otherArgmaxes = 7;
    const auto text = QString::fromStdString(VerifyReport(check).text());
    QVERIFY(text.contains("\nmost likely token            another one after 7 of 120 tokens\n"));
    QVERIFY(text.endsWith("\n\nThe engines don't agree.\n"));
}

LOGITSCOPE_TEST(TestVerifyReport)
#include "tst_verify_report.moc"
