#include "tests/test_program.h"

#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <vector>

#if defined(QT_WIDGETS_LIB)
#include "widgets/language.h"

#include <QApplication>
using Application = QApplication;
#elif defined(QT_GUI_LIB)
#include <QGuiApplication>
using Application = QGuiApplication;
#else
#include <QCoreApplication>
using Application = QCoreApplication;
#endif

namespace logitscope::tests
{
namespace
{

using Tests = std::map<std::string, TestClass, std::less<>>;

Tests& tests()
{
    static Tests all;
    return all;
}

int run(const TestClass& test, std::vector<char*> arguments)
{
    auto count = static_cast<int>(arguments.size());
    const auto application =
        test.application ? std::make_unique<Application>(count, arguments.data()) : nullptr;
#if defined(QT_WIDGETS_LIB)
    if (application)
        installLanguage(); // as the program does
#endif
    return QTest::qExec(test.make().get(), count, arguments.data());
}

int runNamed(std::string_view name, const std::vector<char*>& arguments)
{
    const auto test = tests().find(name);
    if (test != tests().end())
        return run(test->second, arguments);
    std::fprintf(stderr, "There is no %.*s here. There are:\n", static_cast<int>(name.size()),
                 name.data());
    for (const auto& [known, other] : tests())
        std::fprintf(stderr, "  %s\n", known.c_str());
    return 1;
}

int runAll(const std::vector<char*>& arguments)
{
    int failed = 0;
    for (const auto& [name, test] : tests())
        failed += run(test, arguments);
    return failed;
}

} // namespace

bool add(std::string_view file, TestClass test)
{
    return tests().emplace(file.substr(0, file.rfind('.')), test).second;
}

} // namespace logitscope::tests

int main(int argc, char** argv)
{
    using namespace logitscope::tests;

    QCoreApplication::setAttribute(Qt::AA_Use96Dpi); // as QTEST_MAIN has it
    std::vector<char*> arguments(argv, argv + argc);
    if (argc < 2 || argv[1][0] == '-')
        return runAll(arguments);
    const std::string_view name = argv[1];
    arguments.erase(arguments.begin() + 1);
    return runNamed(name, arguments);
}
