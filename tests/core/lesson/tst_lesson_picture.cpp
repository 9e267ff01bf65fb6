#include "core/lesson/lesson_picture.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestLessonPicture : public QObject
{
    Q_OBJECT

private slots:
    void picturesOfTheFolder();
    void usableOnes();
    void svgsThatAreWhole_data();
    void svgsThatAreWhole();
    void svgsThatLoad_data();
    void svgsThatLoad();
    void svgsThatLoadAreRefused();
};

void TestLessonPicture::picturesOfTheFolder()
{
    const TestFolder folder;
    folder.write("there.png", "x");
    folder.write("large.png", QByteArray(4 * 1024 * 1024 + 1, 'x'));
    folder.write("full.png", QByteArray(4 * 1024 * 1024, 'x'));
    const auto problems = findPictureProblems("![](there.png)\n![](gone.png)\n![](large.png)\n"
                                              "![](full.png)\n`![](x.png)`\n```\n![](y.png)\n```\n",
                                              folder.path());
    QCOMPARE(problems.size(), std::size_t{2});
    QCOMPARE(problems[0].line, 2);
    QCOMPARE(QString::fromStdString(problems[0].sentence),
             "the picture “gone.png” isn't there: No such file or directory");
    QCOMPARE(problems[1].line, 3);
    QCOMPARE(QString::fromStdString(problems[1].sentence),
             "the picture “large.png” has 4194305 bytes, expected 4 MB at most");
}

void TestLessonPicture::usableOnes()
{
    const auto pictures = usablePictures("![](a.png) ![](../b.png)\n`![](c.png)`\n![](d/e.JPG)\n");
    QCOMPARE(pictures.size(), std::size_t{2});
    QCOMPARE(pictures[0].path, std::string("a.png"));
    QCOMPARE(pictures[1].path, std::string("d/e.JPG"));
    QCOMPARE(pictures[1].line, 3);
}

void TestLessonPicture::svgsThatAreWhole_data()
{
    QTest::addColumn<QByteArray>("svg");
    QTest::newRow("a line") << QByteArray("<svg><line x1=\"0\" x2=\"1\"/></svg>");
    QTest::newRow("as Matplotlib writes it") << QByteArray(
        "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"no\"?>\n"
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" "
        "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n"
        "<svg xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns=\"http://www.w3.org/2000/svg\">"
        "<style type=\"text/css\">*{stroke-linejoin: round}</style>"
        "<use xlink:href=\"#a\" clip-path=\"url(#b)\" fill=\"url('#c')\"/></svg>");
    QTest::newRow("words") << QByteArray("<svg><text>an image, and its encoding: ä</text></svg>");
}

void TestLessonPicture::svgsThatAreWhole()
{
    QFETCH(QByteArray, svg);
    QVERIFY(loadsNothing(svg.toStdString()));
}

void TestLessonPicture::svgsThatLoad_data()
{
    QTest::addColumn<QByteArray>("svg");
    for (const auto* svg : {
             "<svg><image xlink:href=\"/home/a.png\"/></svg>",
             "<svg><svg:image\nhref = '#a'/></svg>",
             "<svg><image/></svg>",
             "<svg><feImage href=\"#a\"/></svg>",
             "<svg><use xlink:href=\"other.svg#a\"/></svg>",
             "<svg><a href=\"http://example.org\"/></svg>",
             "<svg><use href=\"&#x2f;a\"/></svg>",
             "<svg><rect fill=\"url(other.svg#a)\"/></svg>",
             "<svg><style>@import 'a.css';</style></svg>",
             "<?xml-stylesheet href=\"a.css\"?><svg/>",
             "<!DOCTYPE svg [<!ENTITY a '&#60;image/>'>]><svg>&a;</svg>",
             "<?xml version=\"1.0\" encoding=\"UTF-7\"?><svg>+ADw-image/></svg>",
         })
        QTest::newRow(svg) << QByteArray(svg);
    QTest::newRow("compressed") << QByteArray("\x1f\x8b\x08\xff");
    QTest::newRow("UTF-16") << QByteArray("<\0i\0m\0a\0g\0e\0", 12);
}

void TestLessonPicture::svgsThatLoad()
{
    QFETCH(QByteArray, svg);
    QVERIFY(!loadsNothing(svg.toStdString()));
}

void TestLessonPicture::svgsThatLoadAreRefused()
{
    const TestFolder folder;
    folder.write("whole.svg", "<svg/>");
    folder.write("loads.SVG", "<svg><image href='/home/a.png'/></svg>");
    const auto problems = findPictureProblems("![](whole.svg)\n![](loads.SVG)\n", folder.path());
    QCOMPARE(problems.size(), std::size_t{1});
    QCOMPARE(problems[0].line, 2);
    QVERIFY(QString::fromStdString(problems[0].sentence)
                .startsWith("the picture “loads.SVG” names other files or addresses; "));
}

LOGITSCOPE_TEST(TestLessonPicture)
#include "tst_lesson_picture.moc"
