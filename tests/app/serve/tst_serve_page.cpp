// The page with a real server, asked over HTTP.
#include "app/serve/address_card.h"
#include "app/serve/choice_cell.h"
#include "app/serve/request_details.h"
#include "app/serve/request_table.h"
#include "app/serve/serve_controls.h"
#include "app/serve/serve_page.h"
#include "http_question.h"
#include "tests/core/server/endless_model.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QAccessible>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

const QByteArray endlessStream = R"({"prompt": "the", "max_tokens": 190000, "stream": true})";

} // namespace

class ServePageTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { page_.reset(); }

    void answers();
    void withoutAModelItSaysSo();
    void aTakenPort();
    void theNetworkNeedsAKey();
    void refusedRequestsAreRows();
    void stopBreaksOffWhatRuns();
    void aHangUpShows();
    void anotherModelTakesOver();
    void detailsGrow();
    void choicesAreShownApart();
    void escapeClosesTheDetailsAndServesOn();
    void manyAtOnceDontFreezeTheWindow();
    void goesWhileStreaming();
    void nothingOfRequestsIsRemembered();
    void presentingFoldsTheControlsWhileServing();

private:
    bool start()
    {
        page_->controls()->portBox()->setValue(0);
        page_->start();
        return page_->isServing();
    }

    const RequestRecord& record(int row) const { return page_->log().record(row); }

    bool isOver(int row) const { return row < page_->log().size() && record(row).isOver(); }

    std::shared_ptr<const OpenModel> endless_ = endlessModel();
    GenerationService service_;
    RoomRound round_;
    std::unique_ptr<ServePage> page_;
};

void ServePageTest::init()
{
    page_ = std::make_unique<ServePage>(service_, round_);
    page_->takeModel(bundledModel());
    page_->resize(1000, 700);
    page_->show();
}

void ServePageTest::answers()
{
    QSignalSpy serving(page_.get(), &ServePage::servingChanged);
    page_->controls()->portBox()->setValue(0);
    QTest::mouseClick(page_->controls()->startButton(), Qt::LeftButton);
    QCOMPARE(serving.count(), 1);
    QVERIFY(page_->isServing());
    const auto url = QString("http://127.0.0.1:%1/v1").arg(page_->port());
    QCOMPARE(page_->addressCard()->addresses(), QStringList(url));
    QStringList names;
    for (auto* label : page_->addressCard()->findChildren<QLabel*>())
        names << QAccessible::queryAccessibleInterface(label)->text(QAccessible::Name);
    QVERIFY(names.contains(url));
    QVERIFY(page_->addressCard()->curlText().startsWith("curl " + url + "/completions"));

    const HttpQuestion question(page_->port(),
                                R"({"prompt": "The future is", "max_tokens": 5, "seed": 1})");
    QTRY_VERIFY(question.isOver());
    QCOMPARE(question.status(), 200);
    QTRY_VERIFY(isOver(0));
    QCOMPARE(page_->log().size(), 1);
    QCOMPARE(record(0).prompts, QStringList("The future is"));
    QCOMPARE(QString::fromStdString(record(0).choices.front().text), question.text());
    QCOMPARE(record(0).tokens, 5);
    QVERIFY(record(0).state == RequestRecord::State::Done);
    QVERIFY(page_->runBar()->text().startsWith("0 running · 0 waiting · 5 tokens"));
}

void ServePageTest::withoutAModelItSaysSo()
{
    ServePage page(service_, round_);
    page.start();
    QVERIFY(!page.isServing());
    QVERIFY(page.message()->sentence().startsWith("No model is open yet"));
}

void ServePageTest::aTakenPort()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    page_->controls()->portBox()->setValue(other.serverPort());
    page_->start();
    QVERIFY(!page_->isServing());
    const auto sentence = page_->message()->sentence();
    QVERIFY2(sentence.contains(QString::number(other.serverPort())), qPrintable(sentence));
    QVERIFY(page_->controls()->startButton()->isEnabled());
    other.close();
    page_->start();
    QVERIFY(page_->isServing());
    QVERIFY(page_->message()->sentence().isEmpty());
}

void ServePageTest::theNetworkNeedsAKey()
{
    page_->controls()->setAccess(ServeControls::Network);
    page_->controls()->keyField()->clear();
    QVERIFY(!start());
    QVERIFY(page_->message()->sentence().contains("API key"));

    page_->controls()->keyField()->setText("open sesame");
    QVERIFY(!start());
    QVERIFY(page_->message()->sentence().contains("spaces"));

    page_->controls()->keyField()->setText("sesame");
    QVERIFY(start());
    QVERIFY(page_->addressCard()->curlText().contains("'Authorization: Bearer sesame'"));
    const QByteArray body = R"({"prompt": "The", "max_tokens": 1})";
    const HttpQuestion without(page_->port(), body);
    const HttpQuestion with(page_->port(), body, "sesame");
    QTRY_VERIFY(without.isOver() && with.isOver());
    QCOMPARE(without.status(), 401);
    QCOMPARE(with.status(), 200);
    QTRY_COMPARE(page_->log().size(), 2);
}

void ServePageTest::refusedRequestsAreRows()
{
    QVERIFY(start());
    const HttpQuestion question(page_->port(), R"({"prompt": "a", "temperature": 9})");
    QTRY_VERIFY(isOver(0));
    QCOMPARE(record(0).status, 400);
    QCOMPARE(record(0).what, QString("POST /v1/completions"));
    page_->table()->selectRow(0);
    QVERIFY(page_->details()->isVisible());
    QVERIFY(page_->details()->sentence().contains("temperature is 9"));
    QVERIFY(page_->details()->cells().empty());
}

void ServePageTest::stopBreaksOffWhatRuns()
{
    page_->takeModel(endless_);
    QVERIFY(start());
    const HttpQuestion question(page_->port(), endlessStream);
    QTRY_VERIFY(page_->log().size() == 1 && record(0).tokens > 0);

    QSignalSpy serving(page_.get(), &ServePage::servingChanged);
    QTest::mouseClick(page_->controls()->stopButton(), Qt::LeftButton);
    QCOMPARE(serving.count(), 1);
    QVERIFY(!page_->isServing());
    QVERIFY(page_->controls()->startButton()->isHidden()); // until the port is free
    QTRY_VERIFY(!page_->controls()->startButton()->isHidden());
    QVERIFY(record(0).wasStopped());
    QTRY_VERIFY(question.isOver());
    QVERIFY(question.answer().contains("the server was stopped"));

    QVERIFY(start()); // whose first request is another row
    const HttpQuestion again(page_->port(), R"({"prompt": "a", "max_tokens": 3})");
    QTRY_VERIFY(isOver(1));
    QCOMPARE(record(1).tokens, 3);
    QVERIFY(record(0).wasStopped());
}

void ServePageTest::aHangUpShows()
{
    page_->takeModel(endless_);
    QVERIFY(start());
    HttpQuestion question(page_->port(), endlessStream);
    QTRY_VERIFY(page_->log().size() == 1 && record(0).tokens > 0);
    question.hangUp();
    QTRY_VERIFY(record(0).state == RequestRecord::State::Disconnected);
}

void ServePageTest::anotherModelTakesOver()
{
    page_->takeModel(endless_);
    QVERIFY(start());
    const HttpQuestion long_(page_->port(), endlessStream);
    QTRY_VERIFY(page_->log().size() == 1 && record(0).tokens > 0);

    page_->takeModel(bundledModel());
    const HttpQuestion models(page_->port(), {}, {}, "/v1/models");
    QTRY_VERIFY(models.isOver());
    QCOMPARE(models.json()["data"].toArray()[0].toObject()["id"].toString(), QString("starter"));
    QVERIFY(!record(0).isOver()); // the old one's request goes on
    const int before = record(0).tokens;
    QTRY_VERIFY(record(0).tokens > before);
}

void ServePageTest::detailsGrow()
{
    page_->takeModel(endless_);
    QVERIFY(start());
    const HttpQuestion question(page_->port(), endlessStream);
    QTRY_COMPARE(page_->log().size(), 1);
    page_->table()->selectRow(0);
    QCOMPARE(page_->details()->cells().size(), std::size_t{1});
    const auto* text = page_->details()->cells().front()->text();
    QTRY_VERIFY(text->stepCount() > 3);
    const int before = text->stepCount();
    QTRY_VERIFY(text->stepCount() > before);
    QVERIFY(text->plainText().startsWith("the"));
}

void ServePageTest::choicesAreShownApart()
{
    QVERIFY(start());
    const HttpQuestion question(
        page_->port(), R"({"prompt": ["Once", "The"], "n": 2, "max_tokens": 6, "seed": 3})");
    QTRY_VERIFY(isOver(0) && question.isOver());
    page_->table()->selectRow(0);
    const auto& cells = page_->details()->cells();
    QCOMPARE(cells.size(), std::size_t{4});
    const QStringList prompts{"Once", "Once", "The", "The"};
    for (int choice = 0; choice < 4; ++choice)
        QCOMPARE(cells[static_cast<std::size_t>(choice)]->text()->plainText(),
                 prompts[choice] + question.text(choice));
}

void ServePageTest::escapeClosesTheDetailsAndServesOn()
{
    QVERIFY(start());
    const HttpQuestion question(page_->port(), R"({"prompt": "a", "max_tokens": 1})");
    QTRY_VERIFY(isOver(0));
    page_->table()->selectRow(0);
    page_->message()->showSentence("Something else.");
    page_->closeWhatIsInTheWay();
    QVERIFY(page_->message()->sentence().isEmpty());
    QVERIFY(page_->details()->isVisible());
    page_->closeWhatIsInTheWay();
    QVERIFY(!page_->details()->isVisible());
    QVERIFY(page_->isServing());
}

void ServePageTest::manyAtOnceDontFreezeTheWindow()
{
    QVERIFY(start());
    int beats = 0; // of the window's, while tokens arrive
    QTimer heart;
    connect(&heart, &QTimer::timeout, &heart, [&] { ++beats; });
    heart.start(5);

    constexpr int count = 64;
    std::vector<std::unique_ptr<HttpQuestion>> questions;
    for (int i = 0; i < count; ++i)
        questions.push_back(std::make_unique<HttpQuestion>(
            page_->port(),
            QByteArray(R"({"prompt": "Once upon", "max_tokens": 24, "stream": true,)") +
                R"("seed": )" + QByteArray::number(i) + "}"));
    QTRY_VERIFY(page_->log().size() > 0);
    page_->table()->selectRow(0);
    const auto allOver = [&] {
        int over = 0;
        for (int row = 0; row < page_->log().size(); ++row)
            over += record(row).isOver();
        return over == count;
    };
    QTRY_VERIFY_WITH_TIMEOUT(allOver(), 60'000);
    for (int row = 0; row < count; ++row) {
        QVERIFY(record(row).state == RequestRecord::State::Done);
        QVERIFY(record(row).tokens == 24 ||
                record(row).choices.front().end == StopReason::EndOfText);
    }
    for (const auto& question : questions)
        QTRY_VERIFY(question->answer().contains("[DONE]"));
    QVERIFY2(beats > 20, qPrintable(QString::number(beats)));
}

void ServePageTest::goesWhileStreaming()
{
    page_->takeModel(endless_);
    QVERIFY(start());
    const HttpQuestion question(page_->port(), endlessStream);
    QTRY_VERIFY(page_->log().size() == 1 && record(0).tokens > 0);
    page_.reset(); // it doesn't wait for the text, which has no end
    QTRY_VERIFY(question.isOver());
}

void ServePageTest::nothingOfRequestsIsRemembered()
{
    const QTemporaryDir folder;
    QSettings settings(folder.filePath("settings.ini"), QSettings::IniFormat);
    page_->controls()->setAccess(ServeControls::Network);
    page_->controls()->keyField()->setText("sesame-4711");
    QVERIFY(start());
    const HttpQuestion question(page_->port(), R"({"prompt": "xyzzy", "max_tokens": 1})",
                                "sesame-4711");
    QTRY_VERIFY(isOver(0));
    page_->controls()->portBox()->setValue(8123);
    page_->controls()->allLogprobsBox()->setChecked(true);
    page_->save(settings);
    settings.sync();
    QFile file(settings.fileName());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto written = file.readAll();
    QVERIFY(!written.contains("sesame-4711"));
    QVERIFY(!written.contains("xyzzy"));

    ServePage next(service_, round_);
    next.restore(settings);
    QVERIFY(!next.isServing());
    QCOMPARE(next.controls()->portBox()->value(), 8123);
    QVERIFY(next.controls()->allLogprobsBox()->isChecked());
    QVERIFY(next.controls()->access() == ServeControls::Network);
    QVERIFY(!next.controls()->keyField()->text().isEmpty()); // a new one
}

void ServePageTest::presentingFoldsTheControlsWhileServing()
{
    page_->setPresenting(true);
    QVERIFY(page_->controls()->isVisible()); // there is nothing else to press
    QVERIFY(start());
    QVERIFY(!page_->controls()->isVisible());
    QVERIFY(page_->addressCard()->isVisible());
    QVERIFY(page_->table()->isVisible());
    page_->setPresenting(false);
    QVERIFY(page_->controls()->isVisible());
}

LOGITSCOPE_TEST(ServePageTest)
#include "tst_serve_page.moc"
