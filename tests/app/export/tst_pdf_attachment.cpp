// PDFs as several programs write them, put together here without their cross-reference tables,
// which nothing of ours reads.
#include "app/export/pdf_attachment.h"
#include "tests/test_program.h"

#include <QByteArray>
#include <QTest>

using namespace logitscope;

namespace
{

const QByteArray attached = R"({"text": "stream (x) endobj >> <<"})";
constexpr int longest = 1000;

QByteArray deflated(const QByteArray& bytes)
{
    return qCompress(bytes).mid(4); // without Qt's own length
}

QByteArray object(int number, const QByteArray& contents)
{
    return QByteArray::number(number) + " 0 obj\n" + contents + "\nendobj\n";
}

QByteArray stream(int number, const QByteArray& entries, const QByteArray& bytes)
{
    return object(number, "<<" + entries + "/Length " + QByteArray::number(bytes.size()) +
                              ">>\nstream\n" + bytes + "\nendstream");
}

QByteArray specification(int number)
{
    return "<</F (logitscope.json)/EF <</F " + QByteArray::number(number) +
           " 0 R>>/Type/Filespec>>";
}

const QByteArray flate = "/Filter/FlateDecode";
const QByteArray ours = object(4, specification(5)) + stream(5, flate, deflated(attached));

} // namespace

class TestPdfAttachment : public QObject
{
    Q_OBJECT

private slots:
    void isFound_data();
    void isFound();
    void isNone_data();
    void isNone();
    void endsAtTheLongest();
    void manyWordsComeToAnEnd_data();
    void manyWordsComeToAnEnd();
};

void TestPdfAttachment::isFound_data()
{
    QTest::addColumn<QByteArray>("objects");
    QTest::newRow("ours") << ours;
    QTest::newRow("stream first") << stream(5, flate, deflated(attached)) +
                                         object(4, specification(5));
    QTest::newRow("as it is") << object(4, specification(5)) + stream(5, "", attached);
    QTest::newRow("lines end otherwise") << object(4, specification(5)) +
                                                "5 0 obj\r\n<<>>\r\nstream\r\n" + attached +
                                                "\r\nendstream";
    QTest::newRow("list of one filter")
        << object(4, specification(5)) + stream(5, "/Filter [ /FlateDecode ]", deflated(attached));
    QTest::newRow("keys in order, two names of the file")
        << object(4, "<< /Desc (a) /EF << /F 5 0 R /UF 5 0 R >> /F (logitscope.json) /ID <0a> >>") +
               stream(5, flate, deflated(attached));
    QTest::newRow("name in Unicode only") << object(4, "<</EF<</UF 5 0 R>>/UF(logitscope.json)>>") +
                                                 stream(5, flate, deflated(attached));
    QByteArray utf16("\xFE\xFF");
    for (const char c : QByteArray("logitscope.json"))
        utf16.append('\0').append(c);
    QTest::newRow("name in UTF-16") << object(4, "<</F (" + utf16 + ")/EF <</F 5 0 R>>>>") +
                                           stream(5, flate, deflated(attached));
    QTest::newRow("a stream's name in its type")
        << object(4, specification(5)) +
               stream(5, "/Subtype /application#2Foctet-stream\n" + flate, deflated(attached));
    QTest::newRow("in the tree of names")
        << object(3, "<</EmbeddedFiles<</Names[(logitscope.json)4 0 R]>>>>") + ours;
    QTest::newRow("others beside it")
        << object(8, "<</F (a.json)/EF <</F 15 0 R>>>>") + stream(15, flate, deflated("other")) +
               ours + object(9, "<</F (b.json)/EF <</F 25 0 R>>>>") + stream(25, "", "other");
    QTest::newRow("written again")
        << object(4, specification(6)) + stream(6, "", "older") + stream(5, "", "older") + ours;
    const auto packed = "4 0 7 90 " + specification(5) + "<</Type/Page>>";
    QTest::newRow("specification in an object stream")
        << stream(5, flate, deflated(attached)) +
               stream(6, "/Type/ObjStm/N 1/First 4" + flate, deflated("1 0 <<>>")) +
               stream(7, "/Type/ObjStm/N 2/First 9" + flate, deflated(packed));
}

void TestPdfAttachment::isFound()
{
    QFETCH(QByteArray, objects);
    const auto pdf = ("%PDF-1.7\n" + objects + "%%EOF\n").toStdString();
    const auto found = attachmentIn(pdf, "logitscope.json", longest);
    QVERIFY(found);
    QCOMPARE(QByteArray::fromStdString(*found), attached);
}

void TestPdfAttachment::isNone_data()
{
    QTest::addColumn<QByteArray>("objects");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("another name") << QByteArray(ours).replace("logitscope.json", "x.json");
    QTest::newRow("a longer name") << QByteArray(ours).replace("(logi", "(x-logi");
    QTest::newRow("no stream") << object(4, specification(5)) + object(5, "<<>>");
    QTest::newRow("another object")
        << object(4, specification(5)) + stream(15, flate, deflated(attached));
    QTest::newRow("no reference") << object(4, "<</F(logitscope.json)/EF<</F 5>>>>") +
                                         stream(5, "", attached);
    QTest::newRow("cut") << ours.first(ours.size() - 30);
    QTest::newRow("cut in the dictionary") << ours.first(20);
    QTest::newRow("damaged") << object(4, specification(5)) +
                                    stream(5, flate, deflated(attached).replace(4, 4, "????"));
    QTest::newRow("another filter")
        << object(4, specification(5)) +
               stream(5, "/Filter/ASCIIHexDecode", attached.toHex() + '>');
    QTest::newRow("deflated twice")
        << object(4, specification(5)) +
               stream(5, "/Filter[/FlateDecode/FlateDecode]", deflated(deflated(attached)));
    QTest::newRow("a long dictionary")
        << object(4, "<</Desc(" + QByteArray(5000, 'x') + ")" + specification(5).mid(2)) +
               stream(5, "", attached);
}

void TestPdfAttachment::isNone()
{
    QFETCH(QByteArray, objects);
    const auto pdf = ("%PDF-1.7\n" + objects).toStdString();
    QVERIFY(!attachmentIn(pdf, "logitscope.json", longest));
}

void TestPdfAttachment::endsAtTheLongest()
{
    for (const auto& [size, isRead] : {std::pair(longest, true), {longest + 1, false}}) {
        const QByteArray text(size, 'x');
        for (const auto& file : {stream(5, flate, deflated(text)), stream(5, "", text)}) {
            const auto pdf = ("%PDF-1.7\n" + object(4, specification(5)) + file).toStdString();
            QCOMPARE(attachmentIn(pdf, "logitscope.json", longest).has_value(), isRead);
        }
    }
}

// What is looked for, a few million times. A search that began anew at each would take hours.
void TestPdfAttachment::manyWordsComeToAnEnd_data()
{
    QTest::addColumn<QByteArray>("word");
    for (const char* word :
         {"(logitscope.json)", "/ObjStm", "<</ObjStm>>stream endstream",
          "<</F(logitscope.json)/EF<<>>>>", ">>stream", "5 0 obj", "<<", "stream"})
        QTest::addRow("%s", word) << QByteArray(word);
}

void TestPdfAttachment::manyWordsComeToAnEnd()
{
    QFETCH(QByteArray, word);
    const auto pdf = "%PDF-1.7\n" + word.repeated((8 << 20) / word.size());
    QVERIFY(!attachmentIn(pdf.toStdString(), "logitscope.json", longest));
    QVERIFY(!attachmentIn((pdf + object(4, specification(5))).toStdString(), "logitscope.json",
                          longest));
}

LOGITSCOPE_TEST(TestPdfAttachment)
#include "tst_pdf_attachment.moc"
