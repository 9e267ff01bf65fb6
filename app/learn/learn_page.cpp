#include "app/learn/learn_page.h"

#include "app/learn/lesson_text.h"
#include "core/atomic_file.h"
#include "core/lesson/lesson_markup.h"
#include "core/lesson/lesson_parser.h"
#include "widgets/control/card.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/steady_splitter.h"

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPrintDialog>
#include <QPrinter>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int everyLesson = 0; // beside the packs' minutes
constexpr int ownLessons = -1;

std::vector<SegmentedSwitch::Choice> packChoices()
{
    std::vector<SegmentedSwitch::Choice> choices{
        {everyLesson, LearnPage::tr("All"), LearnPage::tr("Show all lessons.")}};
    for (const int minutes : packMinutes)
        choices.push_back(
            {minutes, LearnPage::tr("%1 min").arg(minutes),
             LearnPage::tr("Show the lessons of a class of %1 minutes.").arg(minutes)});
    choices.push_back(
        {ownLessons, LearnPage::tr("Mine"), LearnPage::tr("Show the lessons of your folder.")});
    return choices;
}

QString fileName(const std::filesystem::path& file)
{
    return QString::fromStdString(file.filename().string());
}

// As it stands, whatever Markdown would make of it.
QString escaped(const std::string& text)
{
    QString all;
    for (const auto letter : QString::fromStdString(text)) {
        if (letter.isPunct() || letter.isSymbol())
            if (letter.unicode() < 128)
                all += u'\\';
        all += letter;
    }
    return all;
}

QString lineOf(const ListedLesson& listed)
{
    if (!listed.lesson)
        return LearnPage::tr("%1\n%2").arg(fileName(listed.file),
                                           QString::fromStdString(listed.lesson.error().message));
    return LearnPage::tr("%1\n%2 min · %3")
        .arg(QString::fromStdString(listed.lesson->title))
        .arg(listed.lesson->minutes)
        .arg(QString::fromStdString(listed.lesson->teaches));
}

QString detailsOf(const ListedLesson& listed)
{
    if (!listed.lesson)
        return LearnPage::tr("## %1\n\nThis lesson can't be used.\n\n%2")
            .arg(escaped(listed.file.filename().string()), escaped(listed.lesson.error().message));
    const auto& lesson = *listed.lesson;
    auto text =
        QStringLiteral("## %1\n\n%2\n\n").arg(escaped(lesson.title), escaped(lesson.teaches));
    if (!lesson.misconception.empty())
        text += LearnPage::tr("**Many think:** %1").arg(escaped(lesson.misconception)) + "\n\n";
    if (!lesson.limits.empty())
        text += LearnPage::tr("**Limits:** %1").arg(escaped(lesson.limits)) + "\n\n";
    text += LearnPage::tr("**%1 minutes, in these scenes:**").arg(lesson.minutes) + "\n\n";
    int number = 0;
    for (const auto& scene : lesson.scenes)
        text += QStringLiteral("%1. %2\n").arg(++number).arg(escaped(scene.title));
    return text;
}

// "top-p-2.md", where there is a top-p.md.
QString freeFile(const QDir& folder, const QString& base)
{
    for (int number = 1;; ++number) {
        const auto name = number == 1 ? QStringLiteral("%1.md").arg(base)
                                      : QStringLiteral("%1-%2.md").arg(base).arg(number);
        if (!folder.exists(name))
            return folder.filePath(name);
    }
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
    packs_->setAccessibleName(tr("Packs"));
    list_->setWordWrap(true);
    list_->setSpacing(3);
    list_->setResizeMode(QListView::Adjust);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setAcceptDrops(false);
    list_->viewport()->setAutoFillBackground(false);
    details_->setAccessibleName(tr("The selected lesson"));
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

void LearnPage::look()
{
    const auto* listed = selected();
    const auto before = listed ? listed->file : std::filesystem::path();
    lessons_ = listLessons(bundledLessonFolder(), ownFolder_.toStdString());
    showList();
    for (std::size_t row = 0; row < shown_.size(); ++row)
        if (shown_[row]->file == before)
            list_->setCurrentRow(static_cast<int>(row));
}

void LearnPage::showList()
{
    const int pack = packs_->value();
    shown_.clear();
    for (const auto& listed : lessons_) {
        const bool isOfPack = listed.lesson && std::ranges::find(listed.lesson->packs, pack) !=
                                                   listed.lesson->packs.end();
        if (pack == everyLesson || isOfPack || (pack == ownLessons && listed.isOwn))
            shown_.push_back(&listed);
    }
    list_->clear();
    for (const auto* listed : shown_) {
        auto* item = new QListWidgetItem(lineOf(*listed), list_);
        if (!listed->lesson)
            item->setForeground(palette().color(QPalette::PlaceholderText));
    }
    list_->setCurrentRow(shown_.empty() ? -1 : 0);
    showDetails();
    int minutes = 0;
    for (const auto* listed : shown_)
        minutes += listed->lesson ? listed->lesson->minutes : 0;
    status_->showSentence(
        tr("%n lesson(s), %1 min", nullptr, static_cast<int>(shown_.size())).arg(minutes));
}

const ListedLesson* LearnPage::selected() const
{
    const int row = list_->currentRow();
    return row < 0 || row >= static_cast<int>(shown_.size())
               ? nullptr
               : shown_[static_cast<std::size_t>(row)];
}

QString LearnPage::nothingShown() const
{
    return packs_->value() == ownLessons
               ? tr("You have no lessons of your own yet. Copy one, or press New lesson; or drop a "
                    "file on the window to open it.\n\nYour folder is %1.")
                     .arg(escaped(QDir::toNativeSeparators(ownFolder_).toStdString()))
               : tr("There are no lessons here.");
}

void LearnPage::showDetails()
{
    const auto* listed = selected();
    details_->showMarkdown(listed ? detailsOf(*listed) : nothingShown());
    details_->verticalScrollBar()->setValue(0);
    updateControls();
}

void LearnPage::updateControls()
{
    const auto* listed = selected();
    const bool isUsable = listed && listed->lesson;
    start_->setEnabled(isUsable);
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
}

void LearnPage::resetLayout()
{
    columns_->reset();
}

void LearnPage::takeModel(std::shared_ptr<const OpenModel> model)
{
    starter_.stop();
    thenHandout_ = {};
    setModel(std::move(model));
    endOpening();
    if (isVisible())
        showList();
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
    const auto* listed = selected();
    if (listed && listed->lesson)
        emit startRequested(QString::fromStdString(listed->file.string()), isLocking());
}

void LearnPage::copyToOwn(const std::filesystem::path& file)
{
    const QDir folder(ownFolder_);
    const bool isTemplate = file.filename() == "TEMPLATE.md";
    const auto copy = freeFile(folder, isTemplate ? tr("my-lesson")
                                                  : QString::fromStdString(file.stem().string()));
    QFile source(QString::fromStdString(file.string()));
    if (!QDir().mkpath(ownFolder_) || !source.open(QIODevice::ReadOnly))
        return message_->showSentence(
            tr("The lesson can't be copied to %1.").arg(QDir::toNativeSeparators(ownFolder_)));
    const auto text = source.readAll().toStdString();
    if (const auto written = writeAtomically(copy.toStdString(), text); !written)
        return message_->showSentence(capitalised(QString::fromStdString(written.error().message)));
    for (const auto& line : markdownLines(text))
        for (const auto& picture : picturesOf(line.text)) {
            const auto name = QString::fromStdString(picture);
            QDir().mkpath(QFileInfo(folder.filePath(name)).path());
            QFile::copy(QString::fromStdString((file.parent_path() / picture).string()),
                        folder.filePath(name));
        }
    packs_->setValue(ownLessons);
    look();
    for (std::size_t row = 0; row < shown_.size(); ++row)
        if (QString::fromStdString(shown_[row]->file.string()) == copy)
            list_->setCurrentRow(static_cast<int>(row));
    message_->showNotice(
        tr("The copy is %1. Change it in a text editor.").arg(QDir::toNativeSeparators(copy)),
        {{tr("Show in folder"), [this, copy] { emit showFolderRequested(copy); }}});
}

void LearnPage::makeHandout(const Lesson& lesson, std::function<void(const Handout&)> then)
{
    if (!model())
        return;
    handoutOf_ = lesson;
    thenHandout_ = std::move(then);
    status_->showSentence(tr("The model computes the handout's numbers…"));
    starter_.start(model(), lesson.scenes);
}

void LearnPage::saveHandout()
{
    const auto* listed = selected();
    if (!listed || !listed->lesson)
        return;
    auto* files = new QFileDialog(this, tr("Save handout"), QString(), tr("PDF (*.pdf)"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix("pdf");
    files->selectFile(QString::fromStdString(listed->file.stem().string()) + ".pdf");
    connect(files, &QFileDialog::fileSelected, this,
            [this, lesson = *listed->lesson](const QString& file) {
                makeHandout(lesson, [this, file](const Handout& handout) {
                    const auto written =
                        writeAtomically(file.toStdString(), handoutPdf(handout).toStdString());
                    if (!written)
                        return message_->showSentence(
                            capitalised(QString::fromStdString(written.error().message)));
                    message_->showNotice(
                        tr("Saved %1").arg(QFileInfo(file).fileName()),
                        {{tr("Show in folder"), [this, file] { emit showFolderRequested(file); }}});
                });
            });
    files->open();
}

void LearnPage::printHandout()
{
    const auto* listed = selected();
    if (!listed || !listed->lesson)
        return;
    makeHandout(*listed->lesson, [this](const Handout& handout) {
        auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
        printer->setDocName(handout.title);
        auto* dialog = new QPrintDialog(printer.get(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, qOverload<QPrinter*>(&QPrintDialog::accepted), this,
                [handout, printer] { drawHandout(handout, *printer); });
        dialog->open();
    });
}

} // namespace logitscope
