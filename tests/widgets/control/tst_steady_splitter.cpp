#include "tests/test_program.h"
#include "widgets/control/steady_splitter.h"

#include <QSplitterHandle>
#include <QTest>

#include <array>
#include <memory>

using namespace logitscope;

class SteadySplitterTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void theRestIsSharedOut();
    void comesBackWhenAPaneNeedsLess();
    void comesBackWithTheWindowsSize();
    void comesBackWithAHiddenPane();
    void aMovedHandleIsTheNewDivision();
    void isRemembered();
    void takesNoDivisionOfOtherPanes();

private:
    std::array<QWidget*, 3> panes_{};
    std::unique_ptr<SteadySplitter> splitter_;
};

// 632 are the panes' 600 and two handles.
void SteadySplitterTest::init()
{
    splitter_ = std::make_unique<SteadySplitter>(QList<int>{100, 300, 200}, QList<int>{0, 3, 2});
    for (auto*& pane : panes_) {
        pane = new QWidget;
        splitter_->addWidget(pane);
    }
    splitter_->resize(632, 100);
    splitter_->show();
    QTRY_COMPARE(splitter_->sizes(), (QList<int>{100, 300, 200}));
}

void SteadySplitterTest::theRestIsSharedOut()
{
    splitter_->resize(732, 100);
    QTRY_COMPARE(splitter_->sizes(), (QList<int>{100, 360, 240}));
    splitter_->resize(532, 100);
    QTRY_COMPARE(splitter_->sizes(), (QList<int>{100, 240, 160}));
}

void SteadySplitterTest::comesBackWhenAPaneNeedsLess()
{
    panes_[0]->setMinimumWidth(250);
    QTRY_COMPARE(splitter_->sizes()[0], 250);
    panes_[0]->setMinimumWidth(50);
    QTRY_COMPARE(splitter_->sizes(), (QList<int>{100, 300, 200}));
}

void SteadySplitterTest::comesBackWithTheWindowsSize()
{
    for (const int width : {200, 2000, 632})
        splitter_->resize(width, 100);
    QTRY_COMPARE(splitter_->sizes(), (QList<int>{100, 300, 200}));
}

void SteadySplitterTest::comesBackWithAHiddenPane()
{
    panes_[2]->hide();
    QTRY_COMPARE(splitter_->sizes(), (QList<int>{100, 516, 0})); // and no second handle
    panes_[2]->show();
    QTRY_COMPARE(splitter_->sizes(), (QList<int>{100, 300, 200}));
}

void SteadySplitterTest::aMovedHandleIsTheNewDivision()
{
    auto* handle = splitter_->handle(1);
    QTest::mousePress(handle, Qt::LeftButton, {}, handle->rect().center());
    QTest::mouseMove(handle, handle->rect().center() + QPoint(40, 0));
    QTest::mouseRelease(handle, Qt::LeftButton, {}, handle->rect().center());
    QTRY_COMPARE(splitter_->division(), (QList<int>{140, 260, 200}));
    splitter_->resize(732, 100);
    splitter_->resize(632, 100);
    QTRY_COMPARE(splitter_->sizes(), (QList<int>{140, 260, 200}));
    splitter_->reset();
    QTRY_COMPARE(splitter_->sizes(), (QList<int>{100, 300, 200}));
}

void SteadySplitterTest::isRemembered()
{
    splitter_->setDivision({150, 250, 200});
    panes_[0]->setMinimumWidth(300); // what is pushed aside now is not what the user wants
    QTRY_COMPARE(splitter_->sizes()[0], 300);
    const auto saved = splitter_->save();
    init();
    splitter_->restore(saved);
    QTRY_COMPARE(splitter_->sizes(), (QList<int>{150, 250, 200}));
}

void SteadySplitterTest::takesNoDivisionOfOtherPanes()
{
    for (const QVariant& saved : {QVariant(), QVariant("x"), QVariant(QVariantList{1, 2}),
                                  QVariant(QVariantList{0, 300, 300})}) {
        splitter_->restore(saved);
        QCOMPARE(splitter_->division(), (QList<int>{100, 300, 200}));
    }
}

LOGITSCOPE_TEST(SteadySplitterTest)
#include "tst_steady_splitter.moc"
