#include "widgets/control/prompt_field.h"

#include "widgets/control/prompt_bytes.h"
#include "widgets/look.h"
#include "widgets/text_drag.h"
#include "widgets/theme.h"

#include <QMimeData>
#include <QTextCursor>
#include <QTextDocument>
#include <QUrl>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

// Bytes on the way from one place of a prompt to another.
const QString promptFormat = QStringLiteral("application/x-logitscope-prompt");

// As they were copied: what Qt makes of them would lose a byte order mark. UTF8_STRING is X11's
// name for text, which Qt knows but doesn't list.
QByteArray bytesFrom(const QMimeData& source)
{
    for (const auto& format : {promptFormat, QStringLiteral("text/plain;charset=utf-8")})
        if (source.hasFormat(format))
            return source.data(format);
    if (const auto bytes = source.data("UTF8_STRING"); !bytes.isEmpty())
        return bytes;
    return source.text().toUtf8();
}

} // namespace

PromptField::PromptField(QWidget* parent)
    : QPlainTextEdit(parent)
    , objects_(std::make_unique<PromptObjects>(*document(), *this))
{
    setPlaceholderText(tr("Type the beginning of a text …"));
    setTabChangesFocus(true);
    setAccessibleName(tr("Prompt"));
    connect(this, &PromptField::textChanged, this, &PromptField::markSpecialTokens);
    keepFitting(*this, [this] { markSpecialTokens(); });
}

PromptField::~PromptField() = default;

QSize PromptField::sizeHint() const
{
    return {QPlainTextEdit::sizeHint().width(), fontMetrics().lineSpacing() * 6}; // it can grow
}

std::string PromptField::prompt() const
{
    return promptBytes(*document());
}

bool PromptField::setPrompt(std::string_view given)
{
    if (given == prompt())
        return true;
    if (!takes(given))
        return false;
    document()->setUndoRedoEnabled(false); // nobody typed it
    QTextCursor all(document());
    all.beginEditBlock();
    all.select(QTextCursor::Document);
    all.removeSelectedText();
    insertPromptBytes(all, given);
    all.endEditBlock();
    document()->setUndoRedoEnabled(true);
    moveCursor(QTextCursor::End);
    return true;
}

void PromptField::setLimit(PromptLimit limit)
{
    limit_ = std::move(limit);
    emit limitChanged();
}

bool PromptField::takes(std::string_view prompt)
{
    if (prompt.size() <= comfortableBytes)
        return true;
    if (!limit_.count) {
        emit refused(tr("That text has %L1 bytes, more than the %L2 that a prompt may have before "
                        "a model is open; use a shorter one.")
                         .arg(prompt.size())
                         .arg(comfortableBytes));
        return false;
    }
    const auto tokens = limit_.count(prompt);
    if (!tokens || *tokens <= static_cast<std::size_t>(limit_.tokens))
        return true;
    emit refused(
        tr("That text has %L1 tokens, but this model's context holds %L2; use a shorter one.")
            .arg(*tokens)
            .arg(limit_.tokens));
    return false;
}

void PromptField::setSpecialTokens(QStringList texts)
{
    // Of several that begin at one place the longest, as the tokenizer has it.
    std::ranges::sort(texts, std::greater(), &QString::size);
    for (auto& text : texts)
        text = QRegularExpression::escape(text);
    specialTokens_.setPattern(texts.join('|'));
    markSpecialTokens();
}

void PromptField::setReading(SpecialTokens reading)
{
    if (reading_ == reading)
        return;
    reading_ = reading;
    markSpecialTokens();
    emit specialTokensChanged();
}

void PromptField::markSpecialTokens()
{
    QList<QTextEdit::ExtraSelection> marks;
    if (!specialTokens_.pattern().isEmpty()) {
        auto colour = themeOf(palette()).accent;
        colour.setAlphaF(0.2f);
        for (const auto& match : specialTokens_.globalMatch(toPlainText())) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(document());
            mark.cursor.setPosition(static_cast<int>(match.capturedStart()));
            mark.cursor.setPosition(static_cast<int>(match.capturedEnd()), QTextCursor::KeepAnchor);
            mark.format.setBackground(colour);
            marks << mark;
        }
    }
    const bool hadSome = std::exchange(hasSpecialTokens_, !marks.isEmpty());
    if (reading_ == SpecialTokens::AsText)
        marks.clear();
    setExtraSelections(marks);
    if (hadSome != hasSpecialTokens_)
        emit specialTokensChanged();
}

void PromptField::mousePressEvent(QMouseEvent* event)
{
    preventTextDrag(*this, *event);
    QPlainTextEdit::mousePressEvent(event);
}

QMimeData* PromptField::createMimeDataFromSelection() const
{
    const auto cursor = textCursor();
    const auto bytes = promptBytes(*document(), cursor.selectionStart(), cursor.selectionEnd());
    auto copied = std::make_unique<QMimeData>();
    copied->setText(QString::fromStdString(bytes));
    copied->setData(promptFormat, QByteArray::fromStdString(bytes));
    return copied.release(); // whoever calls owns it
}

bool PromptField::canInsertFromMimeData(const QMimeData* source) const
{
    const auto urls = source->urls();
    return QPlainTextEdit::canInsertFromMimeData(source) &&
           std::ranges::none_of(urls, &QUrl::isLocalFile);
}

void PromptField::insertFromMimeData(const QMimeData* source)
{
    const auto inserted = bytesFrom(*source).toStdString();
    auto cursor = textCursor();
    const auto before = promptBytes(*document(), 0, cursor.selectionStart());
    const auto after =
        promptBytes(*document(), cursor.selectionEnd(), document()->characterCount() - 1);
    if (isReadOnly() || !takes(before + inserted + after))
        return;
    cursor.beginEditBlock();
    cursor.removeSelectedText();
    insertPromptBytes(cursor, inserted);
    cursor.endEditBlock();
    setTextCursor(cursor);
    ensureCursorVisible();
}

int PromptField::heightOf(int lines)
{
    ensurePolished(); // the style sheet decides about font and frame
    const auto around = contentsMargins();
    return lines * fontMetrics().lineSpacing() +
           static_cast<int>(std::ceil(document()->documentMargin() * 2.0)) + around.top() +
           around.bottom();
}

void PromptField::setOneLine(bool oneLine)
{
    setMinimumHeight(0);
    setMaximumHeight(QWIDGETSIZE_MAX);
    const auto bars = oneLine ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded;
    setVerticalScrollBarPolicy(bars);
    setHorizontalScrollBarPolicy(bars);
    setLineWrapMode(oneLine ? NoWrap : WidgetWidth);
    if (oneLine)
        setFixedHeight(heightOf(1));
    ensureCursorVisible();
}

} // namespace logitscope
