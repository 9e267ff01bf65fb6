#include "app/version/version.h"
#include "app/window/about_dialog.h"
#include "app/window/licences.h"
#include "core/model/open_torch.h"
#include "tests/test_program.h"
#include "window_fixture.h"

#include <QAction>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QHash>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTest>
#include <QTextBrowser>

using namespace logitscope;

class TestAboutDialog : public QObject
{
    Q_OBJECT

private slots:
    void opensFromTheMenu();
    void showsWhatCopyCopies();
    void namesTheCommit();
    void everyLibraryHasItsLicence();
    void theKeyboardReachesAll();
    void nothingIsCutInLargeType();
};

void TestAboutDialog::opensFromTheMenu()
{
    WindowFixture fixture;
    fixture.window().show();
    QAction* about = nullptr;
    for (auto* action : fixture.window().findChildren<QAction*>())
        if (action->text().contains("About"))
            about = action;
    QVERIFY(about);
    about->trigger();
    const auto* dialog = fixture.window().findChild<AboutDialog*>();
    QVERIFY(dialog);
    QVERIFY(dialog->isVisible());
}

void TestAboutDialog::showsWhatCopyCopies()
{
    AboutDialog dialog;
    QGuiApplication::clipboard()->clear();
    dialog.copyButton()->click();
    const auto copied = QGuiApplication::clipboard()->text();
    const auto shown = dialog.text()->toPlainText();

    const auto lines = copied.split('\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 7);
    QCOMPARE(lines[0], "Logitscope");
    for (const auto& line : lines.mid(1)) {
        QVERIFY2(shown.contains(line.section(": ", 0, 0)), qPrintable(line));
        QVERIFY2(shown.contains(line.section(": ", 1)), qPrintable(line));
    }
    QVERIFY(lines[1].startsWith("Version: 0."));
    QVERIFY(lines[3].contains(qVersion()));
    QVERIFY(lines[3].contains(QT_VERSION_STR));
    QCOMPARE(lines[4],
             "libtorch: " + (torchVersion().empty() ? QString("not in this build")
                                                    : QString::fromStdString(torchVersion())));
    QVERIFY2(QRegularExpression("^Native engine: [A-Z0-9_]{3,}$").match(lines[5]).hasMatch(),
             qPrintable(lines[5]));
}

// As git says it now, though the build was configured some commits ago.
void TestAboutDialog::namesTheCommit()
{
    QProcess git;
    git.start("git", {"-C", LOGITSCOPE_TEST_DATA, "rev-parse", "HEAD"});
    if (!git.waitForFinished() || git.exitCode() != 0)
        QSKIP("git doesn't know this folder");
    const auto head = QString::fromUtf8(git.readAllStandardOutput()).trimmed();
    auto named = QString::fromStdString(commit());
    if (named.endsWith('+'))
        named.chop(1);
    QCOMPARE(named.size(), 12);
    QVERIFY2(head.startsWith(named), "was there a commit after the build? build again");
    QVERIFY(AboutDialog::details().contains("\nCommit: " + named));
}

// Whatever the build looks for is a part whose licence is shown.
void TestAboutDialog::everyLibraryHasItsLicence()
{
    const QHash<QString, QString> parts = {{"Torch", "libtorch"},
                                           {"nlohmann_json", "JSON for Modern C++"},
                                           {"tl-expected", "tl::expected"},
                                           {"libhwy", "Highway"},
                                           {"libhwy-contrib", "Highway"},
                                           {"libpcre2-8", "PCRE2"},
                                           {"libutf8proc", "utf8proc"},
                                           {"Qt6", "Qt"},
                                           {"Qt6Keychain", "Qt Keychain"},
                                           {"QCustomPlotQt6", "QCustomPlot"},
                                           {"ZLIB", "zlib"},
                                           {"CURL", "curl"}};
    const QStringList ours = {"Threads", "PkgConfig"};
    const AboutDialog dialog;
    const auto shown = dialog.text()->toPlainText();
    QStringList listed;
    for (const auto& part : licencedParts()) {
        QVERIFY(!part.licence.isEmpty() && !part.purpose.isEmpty());
        QVERIFY2(shown.contains(part.name) && shown.contains(part.licence), qPrintable(part.name));
        listed << part.name;
    }

    QFile file(LOGITSCOPE_TEST_DATA "/../../CMakeLists.txt");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QRegularExpression found(
        "find_package\\(([\\w-]+)|pkg_check_modules\\(\\w+ REQUIRED IMPORTED_TARGET ([\\w-]+)");
    int libraries = 0;
    auto matches = found.globalMatch(QString::fromUtf8(file.readAll()));
    while (matches.hasNext()) {
        const auto match = matches.next();
        const auto name = match.captured(1) + match.captured(2);
        if (ours.contains(name))
            continue;
        QVERIFY2(listed.contains(parts.value(name, name)), qPrintable(name));
        ++libraries;
    }
    QVERIFY(libraries > 12);
}

void TestAboutDialog::theKeyboardReachesAll()
{
    AboutDialog dialog;
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    QSet<const QWidget*> reached;
    for (int i = 0; i < 6; ++i) {
        reached << QApplication::focusWidget();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    QVERIFY(reached.contains(dialog.text()));
    QVERIFY(reached.contains(dialog.copyButton()));
    QVERIFY(!dialog.text()->accessibleName().isEmpty());
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(!dialog.isVisible());
}

// Lines wrap, and the text scrolls only downwards.
void TestAboutDialog::nothingIsCutInLargeType()
{
    WindowFixture fixture;
    fixture.appearance().setZoom(200);
    AboutDialog dialog;
    dialog.resize(1000, 700);
    dialog.show();
    QCOMPARE(dialog.text()->horizontalScrollBar()->maximum(), 0);
    QVERIFY(dialog.text()->verticalScrollBar()->maximum() > 0);
    QVERIFY(dialog.rect().contains(dialog.copyButton()->geometry()));
    fixture.appearance().setZoom(100);
}

LOGITSCOPE_TEST(TestAboutDialog)
#include "tst_about_dialog.moc"
