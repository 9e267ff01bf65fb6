// The bundled model and made-up ones in both engines; needs libtorch.
#include "core/generation/model_check.h"
#include "tests/core/remote/played_server.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

std::shared_ptr<const OpenModel> open(const std::filesystem::path& folder, ModelEngine engine,
                                      Precision precision = Precision::F32)
{
    auto model =
        openModelFolder(folder, {.device = Device::Cpu, .engine = engine, .precision = precision});
    if (!model)
        qFatal("%s", model.error().message.c_str());
    return *std::move(model);
}

} // namespace

class TestModelCheck : public QObject
{
    Q_OBJECT

private slots:
    void theBundledModel_data();
    void theBundledModel();
    void eitherEngineMayBeOpen();
    void findsAWrongWeight();
    void aTextOfOnesOwn();
    void aSmallContext();
    void int8();
    void aServersModel();
    void progress();
    void stops();
};

void TestModelCheck::theBundledModel_data()
{
    QTest::addColumn<Precision>("precision");
    QTest::newRow("F32") << Precision::F32;
    QTest::newRow("BF16") << Precision::BF16;
}

void TestModelCheck::theBundledModel()
{
    QFETCH(Precision, precision);
    const auto model = open(LOGITSCOPE_STARTER_MODEL, ModelEngine::Native, precision);
    const auto checked = checkModel(*model, {});
    QVERIFY2(checked, checked ? "" : checked.error().message.c_str());
    const auto& figures = checked->figures;
    qInfo("%d tokens, logits up to %.4g: difference %.2g, %.2g bits, at most %.2g; %d other "
          "argmaxes",
          figures.tokens, figures.largestLogit, figures.largestDifference, figures.meanDivergence,
          figures.largestDivergence, figures.otherArgmaxes);
    QVERIFY(checked->agrees());
    QVERIFY(figures.tokens > 100);
    QVERIFY(figures.largestDifference > 0.0); // or one engine was compared with itself
    QCOMPARE(checked->native.engine, std::string("native"));
    QCOMPARE(checked->libtorch.engine, std::string("libtorch"));
    QCOMPARE(checked->native.precision, std::string(nameOf(precision)));
    QCOMPARE(checked->libtorch.precision, std::string(nameOf(precision)));
}

void TestModelCheck::eitherEngineMayBeOpen()
{
    const TestFolder folder;
    randomCheckpoint({.contextLength = 64}, 5).writeTo(folder);
    const auto native = checkModel(*open(folder.path(), ModelEngine::Native), {}).value();
    const auto torch = checkModel(*open(folder.path(), ModelEngine::Libtorch), {}).value();
    QVERIFY(native.agrees());
    QCOMPARE(torch.native.engine, std::string("native"));
    QCOMPARE(torch.figures.tokens, native.figures.tokens);
    QCOMPARE(torch.figures.largestDifference, native.figures.largestDifference);
    QCOMPARE(torch.figures.meanDivergence, native.figures.meanDivergence);
}

// The folder's weights change after the model was opened, so that the two differ by one bias.
void TestModelCheck::findsAWrongWeight()
{
    const TestFolder folder;
    auto checkpoint = randomCheckpoint({.contextLength = 64}, 5);
    checkpoint.writeTo(folder);
    const auto model = open(folder.path(), ModelEngine::Native);
    checkpoint.weights.at("h.1.mlp.c_proj.bias").values[3] += 0.05f;
    checkpoint.writeTo(folder);
    const auto checked = checkModel(*model, {}).value();
    QVERIFY(!checked.agrees());
    QVERIFY(checked.figures.meanDivergence > checked.limits.meanDivergence);
}

void TestModelCheck::aTextOfOnesOwn()
{
    const TestFolder folder;
    randomCheckpoint({}, 5).writeTo(folder);
    const auto model = open(folder.path(), ModelEngine::Native);
    QCOMPARE(checkModel(*model, {.text = "abc he"}).value().figures.tokens, 5); // "he" is one
    const auto tooLong = checkModel(*model, {.text = std::string(17, 'x')});
    QVERIFY(!tooLong);
    QVERIFY2(tooLong.error().message.find("17") != std::string::npos,
             tooLong.error().message.c_str());
}

void TestModelCheck::aSmallContext()
{
    const TestFolder folder;
    randomCheckpoint({}, 5).writeTo(folder);
    const auto checked = checkModel(*open(folder.path(), ModelEngine::Native), {}).value();
    QCOMPARE(checked.figures.tokens, 16); // all it holds
    QVERIFY(checked.agrees());
}

void TestModelCheck::int8()
{
    const auto model = open(LOGITSCOPE_STARTER_MODEL, ModelEngine::Native, Precision::INT8);
    const auto checked = checkModel(*model, {});
    QVERIFY(!checked);
    QCOMPARE(checked.error().message,
             std::string("precision is int8, which only the native engine has; choose f32 or bf16 "
                         "to compare the two"));
}

// Neither engine computes it.
void TestModelCheck::aServersModel()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto served = openModel(server.address(), {}, {.key = ""}).value();
    const auto asked = server.hub().requests().size();
    const auto checked = checkModel(*served, {});
    QCOMPARE(server.errorOf(checked),
             QString("server: the model runs there, and the check is of the engines on this "
                     "machine; open a model's folder"));
    QCOMPARE(server.hub().requests().size(), asked);
}

void TestModelCheck::progress()
{
    std::vector<double> parts;
    const auto model = open(LOGITSCOPE_STARTER_MODEL, ModelEngine::Native);
    const auto checked =
        checkModel(*model, {.text = "Once upon a time", .progress = [&](double part) {
                                parts.push_back(part);
                                return true;
                            }});
    QVERIFY(checked);
    QVERIFY(std::ranges::is_sorted(parts));
    QVERIFY(parts.front() < 0.25);
    QCOMPARE(parts.back(), 1.0);
}

// While the other engine's weights are read, and while the two are compared.
void TestModelCheck::stops()
{
    for (const double stopAt : {0.1, 0.6}) {
        double last = 0.0;
        const auto model = open(LOGITSCOPE_STARTER_MODEL, ModelEngine::Native);
        const auto checked = checkModel(*model, {.progress = [&](double part) {
            last = part;
            return part < stopAt;
        }});
        QVERIFY(!checked);
        QVERIFY(!checked.error().message.empty());
        QVERIFY(last < 0.9);
    }
}

LOGITSCOPE_TEST(TestModelCheck)
#include "tst_model_check.moc"
