#include "app/learn/lesson_text.h"

#include "core/lesson/glossary.h"
#include "core/lesson/lesson_picture.h"
#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImageReader>
#include <QTextTable>

#include <cmath>
#include <utility>
#include <vector>

namespace logitscope
{

namespace
{

constexpr int largestSide = 4096; // pixels
constexpr auto glossaryScheme = QLatin1String("glossary");

bool isTerm(const QUrl& link)
{
    return link.scheme() == glossaryScheme && findTerm(link.path().toStdString());
}

// Links other than to the glossary become words.
void dropOtherLinks(QTextDocument& document)
{
    std::vector<std::pair<int, int>> places; // where they are
    for (auto block = document.begin(); block.isValid(); block = block.next())
        for (auto part = block.begin(); !part.atEnd(); ++part) {
            const auto fragment = part.fragment();
            const auto format = fragment.charFormat();
            if (format.isAnchor() && !isTerm(QUrl(format.anchorHref())))
                places.emplace_back(fragment.position(), fragment.length());
        }
    QTextCursor cursor(&document);
    for (const auto& [position, length] : places) {
        cursor.setPosition(position);
        cursor.setPosition(position + length, QTextCursor::KeepAnchor);
        auto format = cursor.charFormat();
        for (const auto property : {QTextFormat::IsAnchor, QTextFormat::AnchorHref,
                                    QTextFormat::ForegroundBrush, QTextFormat::TextUnderlineStyle,
                                    QTextFormat::FontUnderline, QTextFormat::TextToolTip})
            format.clearProperty(property);
        cursor.setCharFormat(format);
    }
}

} // namespace

void LessonDocument::fill(const QString& markdown, int mostWidth)
{
    mostWidth_ = mostWidth;
    clear();
    setMarkdown(markdown, MarkdownFeatures(MarkdownNoHTML) | MarkdownDialectGitHub);
    dropOtherLinks(*this);
    for (auto* frame : rootFrame()->childFrames())
        if (auto* table = qobject_cast<QTextTable*>(frame)) {
            auto format = table->format();
            format.setBorder(1.0);
            format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
            format.setBorderCollapse(true);
            format.setCellPadding(3.0);
            format.setCellSpacing(0.0);
            format.setTopMargin(4.0);
            format.setBottomMargin(4.0);
            table->setFormat(format);
        }
}

// Only a picture of the lesson's folder, or below it: by its real place, whatever its name says. Of
// any other Qt would load the file of that name by itself, unless it has a picture: an empty one.
QVariant LessonDocument::loadResource(int type, const QUrl& name)
{
    if (type != ImageResource)
        return {};
    auto picture = pictureOf(name);
    if (picture.isNull()) {
        picture = QImage(1, 1, QImage::Format_ARGB32_Premultiplied);
        picture.fill(Qt::transparent);
    }
    return picture;
}

QImage LessonDocument::pictureOf(const QUrl& name) const
{
    if (folder_.isEmpty() || !name.isRelative() ||
        !pictureProblem(name.path().toStdString()).empty())
        return {};
    const auto folder = QFileInfo(folder_).canonicalFilePath();
    const QFileInfo info(QDir(folder).filePath(name.path()));
    QFile file(info.canonicalFilePath());
    if (folder.isEmpty() || !file.fileName().startsWith(folder + u'/') || !info.isFile() ||
        std::cmp_greater(info.size(), mostPictureBytes) || !file.open(QIODevice::ReadOnly))
        return {};
    auto bytes = file.readAll();
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setAutoTransform(true);
    const auto format = reader.format(); // as the bytes say
    const bool isSvg = format == "svg" && loadsNothing(bytes.toStdString());
    if (!isSvg && format != "png" && format != "jpeg")
        return {};
    const auto size = reader.size();
    if (size.isEmpty() || size.width() > largestSide || size.height() > largestSide)
        return {};
    if (mostWidth_ > 0 && size.width() > mostWidth_)
        reader.setScaledSize(size.scaled(mostWidth_, size.height(), Qt::KeepAspectRatio));
    return reader.read();
}

LessonText::LessonText(QWidget* parent) : QTextBrowser(parent), document_(new LessonDocument(this))
{
    setDocument(document_);
    setOpenLinks(false);
    setFrameShape(QFrame::NoFrame);
    setAcceptDrops(false); // a file is the window's
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    viewport()->setAutoFillBackground(false);
    document_->setDocumentMargin(2.0);
    connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
        if (isTerm(link))
            emit termRequested(link.path());
    });
    connect(document_->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &LessonText::wholeHeightChanged);
    explainPlaces(*viewport(), [this](QPoint place) {
        const QUrl link(anchorAt(place));
        return isTerm(link) ? termToolTip(link.path().toStdString()) : QString();
    });
    keepFitting(*this, [this] { fill(); });
}

void LessonText::setFolder(const QString& folder)
{
    document_->setFolder(folder);
}

void LessonText::showMarkdown(const QString& markdown)
{
    if (markdown_ == markdown)
        return;
    markdown_ = markdown;
    fill();
}

// Again for another font: sizes and the links' colour are the document's own.
void LessonText::fill()
{
    document_->setDefaultFont(font());
    document_->fill(markdown_, std::max(64, viewport()->width()));
    emit wholeHeightChanged();
}

int LessonText::wholeHeight() const
{
    return static_cast<int>(std::ceil(document_->size().height())) + 2 * frameWidth();
}

} // namespace logitscope
