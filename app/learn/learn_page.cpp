#include "app/learn/learn_page.h"

#include "app/learn/lesson_delegate.h"
#include "app/learn/lesson_text.h"
#include "widgets/control/card.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/steady_splitter.h"
#include "widgets/look.h"

#include <QCheckBox>
#include <QDir>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTextDocument>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace logitscope
{

namespace
{

std::vector<SegmentedSwitch::Choice> packChoices()
{
    std::vector<SegmentedSwitch::Choice> choices{
        {LearnPage::everyLesson, LearnPage::tr("All"), LearnPage::tr("Show all lessons.")}};
    for (const int minutes : packMinutes)
        choices.push_back(
            {minutes, LearnPage::tr("%1 min").arg(minutes),
             LearnPage::tr("Show the lessons of a class of %1 minutes.").arg(minutes)});
    choices.push_back({LearnPage::ownLessons, LearnPage::tr("Mine"),
                       LearnPage::tr("Show the lessons of your folder.")});
    return choices;
}

} // namespace

LearnPage::LearnPage(GenerationService& service, QWidget* parent)
    : Page(parent)
    , starter_(service)
    , ownFolder_(QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation))
                     .filePath("lessons"))
    , columns_(new SteadySplitter({520, 680}, {1, 1}, this))
    , packs_(new SegmentedSwitch(packChoices(), this))
    , list_(new QListWidget(this))
    , delegate_(new LessonDelegate(*list_))
    , message_(new MessageBar(this))
    , newLesson_(new QPushButton(tr("New lesson"), this))
    , status_(new RunBar(this))
    , detailsCard_(new Card(this))
    , details_(new LessonText(this))
    , start_(new QPushButton(tr("Start"), this))
    , lock_(new QCheckBox(tr("Locked"), this))
    , phrase_(new QToolButton(this))
    , handout_(new QPushButton(tr("Handout (PDF)…"), this))
    , print_(new QPushButton(tr("Print handout…"), this))
    , copy_(new QPushButton(tr("Copy to my lessons"), this))
    , folder_(new QPushButton(tr("Show in folder"), this))
{
    list_->setAccessibleName(tr("Lessons"));
    list_->setItemDelegate(delegate_);
    list_->setMouseTracking(true); // what is under the mouse stands out
    packs_->setAccessibleName(tr("Packs"));
    list_->setSpacing(3);
    list_->setResizeMode(QListView::Adjust);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setAcceptDrops(false);
    list_->viewport()->setAutoFillBackground(false);
    details_->setAccessibleName(tr("The selected lesson"));
    keepFitting(*this, [this] { details_->document()->setDocumentMargin(fontMetrics().height()); });
    start_->setProperty("primary", true);
    start_->setToolTip(tr("Begin with the first scene; what the pages show now comes back when "
                          "the lesson ends."));
    lock_->setToolTip(tr("A lesson that is started locked can only be left with a phrase, which "
                         "you set."));
    phrase_->setText(tr("Phrase…"));
    phrase_->setToolTip(tr("Set another phrase for leaving locked lessons."));
    handout_->setToolTip(tr("One page with space for predictions, saved as a PDF."));
    print_->setToolTip(tr("One page with space for predictions, printed."));
    copy_->setToolTip(tr("Copy the lesson's file to your folder, where you can change it."));
    folder_->setToolTip(tr("Show the lesson's file in the file manager."));
    newLesson_->setToolTip(tr("Put a template into your folder, which explains how a lesson is "
                              "written."));
    makeLayout();
    connectAll();
    updateControls();
}

LearnPage::~LearnPage() = default;

void LearnPage::makeLayout()
{
    auto* listCard = new Card(this);
    listCard->hold(list_);
    auto* top = new QHBoxLayout;
    top->addWidget(packs_);
    top->addStretch(1);
    auto* foot = new QHBoxLayout;
    foot->addWidget(status_, 1);
    foot->addWidget(newLesson_);
    auto* left = new QWidget(this);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(top);
    column->addWidget(message_);
    column->addWidget(listCard, 1);
    column->addLayout(foot);

    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(start_, 1);
    first->addWidget(lock_);
    first->addWidget(phrase_);
    auto* second = new QGridLayout;
    second->setSpacing(8);
    second->addWidget(handout_, 0, 0);
    second->addWidget(print_, 0, 1);
    second->addWidget(copy_, 1, 0);
    second->addWidget(folder_, 1, 1);
    second->setColumnStretch(2, 1); // as wide as their words
    auto* right = new QWidget(this);
    auto* details = new QVBoxLayout(right);
    details->setContentsMargins(0, 0, 0, 0);
    details->setSpacing(8);
    detailsCard_->hold(details_);
    details->addWidget(detailsCard_, 1);
    details->addLayout(first);
    details->addLayout(second);

    columns_->addWidget(left);
    columns_->addWidget(right);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->addWidget(columns_);
}

void LearnPage::connectAll()
{
    connect(packs_, &SegmentedSwitch::picked, this, &LearnPage::showList);
    connect(list_, &QListWidget::currentRowChanged, this, &LearnPage::showDetails);
    connect(list_, &QListWidget::itemActivated, this, &LearnPage::start);
    connect(start_, &QPushButton::clicked, this, &LearnPage::start);
    connect(lock_, &QCheckBox::clicked, this, [this](bool isOn) {
        if (isOn)
            emit lockRequested();
    });
    connect(phrase_, &QToolButton::clicked, this, &LearnPage::phraseRequested);
    connect(handout_, &QPushButton::clicked, this, &LearnPage::saveHandout);
    connect(print_, &QPushButton::clicked, this, &LearnPage::printHandout);
    connect(copy_, &QPushButton::clicked, this, [this] {
        if (const auto* listed = selected())
            copyToOwn(listed->file);
    });
    connect(folder_, &QPushButton::clicked, this, [this] {
        if (const auto* listed = selected())
            emit showFolderRequested(QString::fromStdString(listed->file.string()));
    });
    connect(newLesson_, &QPushButton::clicked, this,
            [this] { copyToOwn(bundledLessonFolder() / "TEMPLATE.md"); });
    connect(details_, &LessonText::termRequested, this, &LearnPage::termRequested);
    connect(&starter_, &SceneStarter::started, this, [this](const std::vector<SceneStart>& starts) {
        status_->showSentence({});
        if (const auto then = std::exchange(thenHandout_, {}))
            then(handoutOf(handoutOf_, starts, *model()));
    });
    connect(&starter_, &SceneStarter::failed, this, [this](const QString& sentence) {
        thenHandout_ = {};
        status_->showSentence({});
        message_->showSentence(capitalised(sentence));
    });
}

void LearnPage::setOwnFolder(const QString& folder)
{
    ownFolder_ = folder;
    look();
}

void LearnPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    look(); // somebody may have written one meanwhile
    if (!focusWidget())
        list_->setFocus();
}

void LearnPage::updateControls()
{
    const auto* listed = selected();
    const bool isUsable = listed && listed->lesson;
    start_->setEnabled(isUsable && model());
    handout_->setEnabled(isUsable && model());
    print_->setEnabled(isUsable && model());
    copy_->setEnabled(listed && !listed->isOwn);
    folder_->setEnabled(listed);
}

void LearnPage::setPresenting(bool presenting)
{
    for (auto* part : std::initializer_list<QWidget*>{newLesson_, handout_, print_, copy_, folder_,
                                                      phrase_, lock_})
        part->setVisible(!presenting);
    delegate_->setBrief(presenting);
}

void LearnPage::resetLayout()
{
    columns_->reset();
}

void LearnPage::takeModel(std::shared_ptr<const OpenModel> model)
{
    starter_.stop();
    setModel(std::move(model));
    endOpening();
    if (isVisible())
        look();
    if (thenHandout_) // with this model's numbers
        makeHandout(handoutOf_, std::exchange(thenHandout_, {}));
}

void LearnPage::restore(const QSettings& settings)
{
    packs_->setValue(settings.value("pack", everyLesson).toInt());
    columns_->restore(settings.value("columns"));
}

void LearnPage::save(QSettings& settings) const
{
    settings.setValue("pack", packs_->value());
    settings.setValue("columns", columns_->save());
}

bool LearnPage::isLocking() const
{
    return lock_->isChecked();
}

void LearnPage::setLocking(bool locks)
{
    lock_->setChecked(locks);
}

void LearnPage::start()
{
    if (start_->isEnabled())
        emit startRequested(QString::fromStdString(selected()->file.string()), isLocking());
}

} // namespace logitscope
