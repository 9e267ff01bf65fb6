// What a lesson's Markdown may show: words, tables, and pictures of its folder; nothing else.
#include "app/learn/lesson_text.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>
#include <QTextBlock>
#include <QTextTable>

using namespace logitscope;

namespace
{

QString fileIn(const fixtures::TestFolder& folder, const char* name)
{
    return QString::fromStdString(folder.file(name).string());
}

QStringList linksOf(const QTextDocument& document)
{
    QStringList links;
    for (auto block = document.begin(); block.isValid(); block = block.next())
        for (auto part = block.begin(); !part.atEnd(); ++part)
            if (part.fragment().charFormat().isAnchor())
                links << part.fragment().charFormat().anchorHref();
    return links;
}

} // namespace

class LessonTextTest : public QObject
{
    Q_OBJECT

private slots:
    void tablesAndCodeAreThere();
    void linksAreToTheGlossaryAlone();
    void picturesComeFromTheFolder_data();
    void picturesComeFromTheFolder();
    void nothingIsFetched();
    void htmlIsWords();
};

void LessonTextTest::tablesAndCodeAreThere()
{
    LessonText text;
    text.showMarkdown("Look:\n\n| token | p |\n|---|---|\n| he | 37% |\n\n```\nu = 0.5\n```\n");
    const auto frames = text.document()->rootFrame()->childFrames();
    QCOMPARE(frames.size(), 1);
    const auto* table = qobject_cast<QTextTable*>(frames.front());
    QVERIFY(table);
    QCOMPARE(table->rows(), 2);
    QVERIFY(table->format().border() > 0.0);
    QVERIFY(text.toPlainText().contains("u = 0.5"));
}

void LessonTextTest::linksAreToTheGlossaryAlone()
{
    LessonText text;
    text.showMarkdown("[top-p](glossary:top-p) and [a page](https://example.org/x), "
                      "[a file](file:///etc/passwd), [no term](glossary:nonsense).");
    QCOMPARE(linksOf(*text.document()), QStringList{"glossary:top-p"});
    QVERIFY(text.toPlainText().contains("a page"));
    QSignalSpy asked(&text, &LessonText::termRequested);
    emit text.anchorClicked(QUrl("glossary:top-p"));
    emit text.anchorClicked(QUrl("https://example.org/x"));
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.front().front().toString(), "top-p");
}

void LessonTextTest::picturesComeFromTheFolder_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("isShown");
    QTest::newRow("beside it") << "lesson/inside.png" << true;
    QTest::newRow("by its name") << "inside.png" << true;
    QTest::newRow("above it") << "../outside.png" << false;
    QTest::newRow("by a link") << "link.png" << false;
    QTest::newRow("no picture") << "secret.txt" << false;
    QTest::newRow("too large") << "huge.png" << false;
    QTest::newRow("of its own parts") << "whole.svg" << true;
    QTest::newRow("of another file") << "loads.svg" << false;
    QTest::newRow("the same by another name") << "loads.png" << false;
}

void LessonTextTest::picturesComeFromTheFolder()
{
    QFETCH(QString, path);
    QFETCH(bool, isShown);
    const fixtures::TestFolder outer;
    QDir(QString::fromStdString(outer.path().string())).mkpath("lesson/lesson");
    QImage picture(7, 5, QImage::Format_RGB32);
    picture.fill(Qt::red);
    for (const auto* name :
         {"outside.png", "lesson/inside.png", "lesson/lesson/inside.png", "lesson/secret.txt"})
        QVERIFY(picture.save(fileIn(outer, name), "PNG"));
    QFile::link(fileIn(outer, "outside.png"), fileIn(outer, "lesson/link.png"));
    QImage huge(5000, 2, QImage::Format_RGB32);
    huge.fill(Qt::blue);
    QVERIFY(huge.save(fileIn(outer, "lesson/huge.png")));
    const QByteArray svg =
        "<svg xmlns='http://www.w3.org/2000/svg' "
        "xmlns:xlink='http://www.w3.org/1999/xlink' width='7' height='5'>%1</svg>";
    outer.write("lesson/whole.svg", QByteArray(svg).replace("%1", "<rect width='7' height='5'/>"));
    for (const auto* name : {"lesson/loads.svg", "lesson/loads.png"})
        outer.write(name, QByteArray(svg).replace(
                              "%1", "<image xlink:href='inside.png' width='7' height='5'/>"));
    // Qt looks there by itself for a picture that is missing.
    const auto before = QDir::currentPath();
    QDir::setCurrent(fileIn(outer, "lesson"));
    const auto back = qScopeGuard([&] { QDir::setCurrent(before); });

    LessonDocument document;
    document.documentLayout(); // from now on, pictures are loaded at once
    document.setFolder(fileIn(outer, "lesson"));
    document.fill(QStringLiteral("![words](%1)").arg(path), 400);
    const auto loaded = document.resource(QTextDocument::ImageResource, QUrl(path));
    QCOMPARE(loaded.value<QImage>().size(), isShown ? QSize(7, 5) : QSize(1, 1)); // an empty one
}

void LessonTextTest::nothingIsFetched()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const auto address = QStringLiteral("http://127.0.0.1:%1/picture.png").arg(server.serverPort());
    LessonText text;
    text.resize(400, 200);
    text.setFolder(QDir::tempPath());
    text.showMarkdown(QStringLiteral("![words](%1)\n\n![file](file:///etc/passwd)").arg(address));
    text.show();
    text.grab();
    QVERIFY(!server.waitForNewConnection(200));
    const auto loaded = text.document()->resource(QTextDocument::ImageResource, QUrl(address));
    QCOMPARE(loaded.value<QImage>().size(), QSize(1, 1)); // an empty one
}

void LessonTextTest::htmlIsWords()
{
    LessonText text;
    text.showMarkdown("Before <b>bold</b> <script>alert(1)</script> after");
    QVERIFY(text.toPlainText().contains("<script>"));
}

LOGITSCOPE_TEST(LessonTextTest)
#include "tst_lesson_text.moc"
