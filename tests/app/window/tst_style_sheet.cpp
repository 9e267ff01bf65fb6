#include "app/window/style_sheet.h"
#include "tests/test_program.h"

#include <QRegularExpression>
#include <QTest>

using namespace logitscope;

class StyleSheetTest : public QObject
{
    Q_OBJECT

private slots:
    void everyNameAndLengthIsFilledIn();
    void coloursAreTheThemes();
    void lengthsGrowWithTheFont();
};

void StyleSheetTest::everyNameAndLengthIsFilledIn()
{
    for (const auto* theme : {&lightTheme(), &darkTheme()}) {
        const auto sheet = styleSheet(*theme, 13);
        QVERIFY(!sheet.contains('@'));
        QVERIFY(!sheet.contains(QRegularExpression("[0-9]em")));
    }
}

void StyleSheetTest::coloursAreTheThemes()
{
    const auto sheet = styleSheet(darkTheme(), 13);
    QVERIFY(sheet.contains(darkTheme().accent.name()));
    QVERIFY(!sheet.contains(lightTheme().accent.name()));
}

void StyleSheetTest::lengthsGrowWithTheFont()
{
    // QToolTip's padding is fixed; a button's is 0.45em 0.7em.
    QVERIFY(styleSheet(lightTheme(), 20).contains("padding: 9px 14px;"));
    QVERIFY(styleSheet(lightTheme(), 40).contains("padding: 18px 28px;"));
}

LOGITSCOPE_TEST(StyleSheetTest)
#include "tst_style_sheet.moc"
