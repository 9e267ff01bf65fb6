#pragma once

#include <QTest>

#include <memory>
#include <string_view>

/// The test classes of a folder share one program: each says LOGITSCOPE_TEST(Class) where
/// QTEST_MAIN would stand, and is known by its file's name.
///
///     tests_core_sampling                          # all classes, one after another
///     tests_core_sampling tst_dice                 # one class: an entry of ctest
///     tests_core_sampling tst_dice isRepeatable    # what follows is for Qt Test
namespace logitscope::tests
{

struct TestClass
{
    std::unique_ptr<QObject> (*make)();
    bool application; // whether it runs with a QCoreApplication, or the QApplication of a GUI
                      // program
};

/// Adds a class to the program, before main(). `file` is the name of its source file.
bool add(std::string_view file, TestClass test);

} // namespace logitscope::tests

#define LOGITSCOPE_ADD_TEST(Class, application)                                                    \
    [[maybe_unused]] static const bool added##Class = logitscope::tests::add(                      \
        __FILE_NAME__,                                                                             \
        {[]() -> std::unique_ptr<QObject> { return std::make_unique<Class>(); }, application});
#define LOGITSCOPE_TEST(Class) LOGITSCOPE_ADD_TEST(Class, true)
#define LOGITSCOPE_TEST_WITHOUT_APPLICATION(Class) LOGITSCOPE_ADD_TEST(Class, false)
