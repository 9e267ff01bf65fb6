#include "core/run/transcript.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestTranscript : public QObject
{
    Q_OBJECT

private slots:
    void text_data();
    void text();
};

void TestTranscript::text_data()
{
    QTest::addColumn<QList<QByteArray>>("tokens");
    QTest::addColumn<StopReason>("reason");
    QTest::addColumn<QString>("text");

    using Tokens = QList<QByteArray>;
    QTest::newRow("none") << Tokens{} << StopReason::Length << "";
    QTest::newRow("words") << Tokens{" upon", " a", " time"} << StopReason::Length
                           << " upon a time";
    QTest::newRow("character in two tokens")
        << Tokens{"na\xc3", "\xafve"} << StopReason::Length << "na\u00efve";
    QTest::newRow("character in four tokens")
        << Tokens{"\xf0", "\x9f", "\x98", "\x80"} << StopReason::Stopped << "\U0001F600";
    QTest::newRow("two characters across three tokens")
        << Tokens{"\xe2\x80", "\x94\xe2", "\x80\x94"} << StopReason::Length << "\u2014\u2014";
    QTest::newRow("stopped inside a character")
        << Tokens{"a", "\xe2\x80"} << StopReason::Stopped << "a\ufffd";
    QTest::newRow("bytes that are no character")
        << Tokens{"a", "\xff", "b"} << StopReason::Length << "a\ufffdb";
    QTest::newRow("character that is never finished")
        << Tokens{"\xe2\x80", "b"} << StopReason::Length << "\ufffdb";
    QTest::newRow("end of text") << Tokens{" a", "<|endoftext|>"} << StopReason::EndOfText << " a";
    QTest::newRow("end of text at once") << Tokens{"<|endoftext|>"} << StopReason::EndOfText << "";
    QTest::newRow("end of text inside a character")
        << Tokens{"\xe2\x80", "<|endoftext|>"} << StopReason::EndOfText << "\ufffd";
    QTest::newRow("end of text spelt out") // by ordinary tokens: it is text
        << Tokens{"<|end", "oftext|>"} << StopReason::ContextFull << "<|endoftext|>";
    QTest::newRow("NUL") << Tokens{"a", QByteArray(1, '\0'), "b"} << StopReason::Length
                         << QString(QLatin1String("a\0b", 3));
}

void TestTranscript::text()
{
    QFETCH(QList<QByteArray>, tokens);
    QFETCH(StopReason, reason);
    QFETCH(QString, text);
    Transcript transcript{.prompt = "not part of it", .promptTokens = {1}, .settings = {}};
    for (const QByteArray& token : tokens) {
        Step step;
        step.bytes = token.toStdString();
        transcript.steps.push_back(step);
    }
    transcript.stopReason = reason;
    QCOMPARE(QString::fromStdString(transcript.text()), text);
}

LOGITSCOPE_TEST(TestTranscript)
#include "tst_transcript.moc"
