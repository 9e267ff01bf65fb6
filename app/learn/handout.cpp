#include "app/learn/handout.h"

#include "app/learn/lesson_text.h"
#include "core/lesson/lesson_markup.h"
#include "core/lesson/measure_value.h"
#include "core/run/step_input.h"
#include "core/sampling/shaped_step.h"
#include "core/text/token_label.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <QPdfWriter>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextDocumentFragment>
#include <QTextTable>

#include <algorithm>
#include <array>

namespace logitscope
{

namespace
{

constexpr double usualPoints = 11.0;
constexpr double fewestPoints = 8.0;
constexpr std::array ruledPoints{26.0, 14.0}; // to write on: as a hand likes it, as it can
constexpr std::array lettersOfTask{1000, 120, 80, 50, 30};
constexpr int lettersOfStep = 80;
constexpr int candidateCount = 8;
constexpr double pixelsOfPoint = 96.0 / 72.0; // the layout scales lengths to the paper's pixels

QString words(const char* text)
{
    return QCoreApplication::translate("logitscope::Handout", text);
}

QString plain(const std::string& markdown)
{
    QTextDocument document;
    document.setMarkdown(QString::fromStdString(markdown));
    return document.toPlainText().remove(QChar::ObjectReplacementCharacter).simplified();
}

QString cut(const QString& text, int letters)
{
    return text.size() <= letters ? text : text.left(letters - 1).trimmed() + u'…';
}

QString endOf(const QString& text, int letters)
{
    return text.size() <= letters ? text : u'…' + text.right(letters - 1).trimmed();
}

// The step whose candidates are printed: of a scene on the Explore page that asks for no guess, so
// that it has a text to speak of; or of the first one.
const SceneStart* stepOf(const Lesson& lesson, std::span<const SceneStart> starts, int& index)
{
    index = -1;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        if (!starts[i].distribution)
            continue;
        if (index < 0 ||
            (lesson.scenes[static_cast<std::size_t>(index)].predicts && !lesson.scenes[i].predicts))
            index = static_cast<int>(i);
    }
    return index < 0 ? nullptr : &starts[static_cast<std::size_t>(index)];
}

void addCandidates(Handout& handout, const Lesson& lesson, std::span<const SceneStart> starts,
                   const OpenModel& model)
{
    int index = -1;
    const auto* start = stepOf(lesson, starts, index);
    if (!start)
        return;
    const auto& chain = lesson.scenes[static_cast<std::size_t>(index)].chain;
    const StepInput input(start->run, start->run.branch(), start->step, start->run.branch().stream);
    const auto [distribution, shaped, picked, u, isPickCertain] =
        shapeStep(*start->distribution, chain, input.chain(), input.u(), input.numberOf());
    auto text = model.tokenizer.decode(textBefore(start->run, start->run.branch(), start->step));
    handout.step = endOf(QString::fromStdString(text).simplified(), lettersOfStep);
    const int end = std::min(shaped.end(), shaped.begin + candidateCount);
    for (int rank = shaped.begin; rank < end; ++rank) {
        const auto token = distribution.token(rank);
        const auto part = shaped.interval(rank);
        handout.candidates.push_back(
            {QString::fromStdString(tokenLabel(token, model.tokenizer.bytes(token))),
             distribution.probability(rank), part.begin, part.end});
    }
    if (end == shaped.end())
        return;
    handout.candidates.push_back({words("others"), distribution.probability(end, shaped.end()),
                                  shaped.interval(end).begin, 1.0});
}

// One way of writing it: smaller, or with less.
class HandoutText
{
public:
    HandoutText(const Handout& handout, QPagedPaintDevice& paper, double points, double ruled,
                int letters, bool isWhole)
        : handout_(handout)
        , cursor_(&document_)
    {
        QFont font = document_.defaultFont();
        font.setPointSizeF(points);
        document_.setDefaultFont(font);
        document_.documentLayout()->setPaintDevice(&paper);
        document_.setDocumentMargin(0.0);
        const auto area = paper.pageLayout().paintRectPixels(paper.logicalDpiX());
        document_.setPageSize(area.size());
        points_ = points;
        write(ruled, letters, isWhole);
    }

    int pages() const { return document_.pageCount(); }

    void draw(QPainter& painter)
    {
        QAbstractTextDocumentLayout::PaintContext context;
        context.palette.setColor(QPalette::Text, Qt::black);
        context.clip = QRectF(QPointF(), document_.pageSize());
        painter.setClipRect(context.clip);
        document_.documentLayout()->draw(&painter, context);
    }

private:
    void write(double ruled, int letters, bool isWhole)
    {
        paragraph(handout_.title, 1.6, true, 0.0);
        paragraph(handout_.teaches, 1.0, false, 2.0);
        paragraph(words("Name: ______________________     Date: ____________"), 1.0, false, 6.0);
        int number = 0;
        for (const auto& [title, what] : handout_.tasks) {
            paragraph(QStringLiteral("%1. %2").arg(++number).arg(title), 1.0, true, 6.0);
            cursor_.insertText(QStringLiteral("  ") + cut(what, letters), format(1.0, false));
            rule(ruled);
        }
        const bool hasMore = !handout_.example.isEmpty() || !handout_.candidates.empty();
        if (isWhole && hasMore) {
            paragraph(words("Fold the paper here until the predictions are made."), 0.9, false,
                      8.0);
            rule(0.0);
            writeExample();
            writeCandidates();
        }
        if (!handout_.misconception.isEmpty())
            paragraph(words("Many think: %1").arg(handout_.misconception), 1.0, false, 6.0);
        if (!handout_.limits.isEmpty())
            paragraph(words("Limits: %1").arg(handout_.limits), 1.0, false, 2.0);
    }

    void writeExample()
    {
        if (handout_.example.isEmpty())
            return;
        paragraph(words("Worked example"), 1.0, true, 4.0);
        QTextDocument example;
        example.setDefaultFont(document_.defaultFont());
        example.setMarkdown(handout_.example,
                            QTextDocument::MarkdownFeatures(QTextDocument::MarkdownNoHTML) |
                                QTextDocument::MarkdownDialectGitHub);
        for (auto block = example.begin(); block.isValid(); block = block.next()) {
            QTextCursor all(block);
            all.select(QTextCursor::BlockUnderCursor);
            QTextCharFormat black;
            black.setForeground(Qt::black);
            black.setAnchor(false);
            black.setFontUnderline(false);
            all.mergeCharFormat(black);
        }
        cursor_.insertBlock();
        cursor_.insertFragment(QTextDocumentFragment(&example));
        for (auto* frame : document_.rootFrame()->childFrames())
            if (auto* table = qobject_cast<QTextTable*>(frame))
                frameTable(*table);
        cursor_.movePosition(QTextCursor::End);
    }

    void writeCandidates()
    {
        if (handout_.candidates.empty())
            return;
        paragraph(words("What comes after “%1”? Throw two ten-sided dice: they are the two digits "
                        "of u.")
                      .arg(handout_.step),
                  1.0, true, 6.0);
        cursor_.insertBlock();
        const QStringList heads{words("Token"), words("Probability"), words("u from"), words("to"),
                                words("How often it came")};
        auto* table = cursor_.insertTable(static_cast<int>(handout_.candidates.size()) + 1,
                                          static_cast<int>(heads.size()));
        frameTable(*table);
        auto tableFormat = table->format();
        tableFormat.setWidth(QTextLength(QTextLength::PercentageLength, 100));
        table->setFormat(tableFormat);
        const auto put = [&](int row, int column, const QString& text) {
            table->cellAt(row, column).firstCursorPosition().insertText(text, format(1.0, false));
        };
        for (int column = 0; column < static_cast<int>(heads.size()); ++column)
            table->cellAt(0, column).firstCursorPosition().insertText(heads[column],
                                                                      format(0.9, true));
        int row = 0;
        for (const auto& [token, probability, begin, end] : handout_.candidates) {
            put(++row, 0, token);
            put(row, 1, QString::number(probability * 100.0, 'f', 1) + u'%');
            put(row, 2, QString::number(begin, 'f', 2));
            put(row, 3, QString::number(end, 'f', 2));
        }
        cursor_.movePosition(QTextCursor::End);
    }

    void frameTable(QTextTable& table) const
    {
        auto format = table.format();
        format.setBorder(1.0);
        format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
        format.setBorderBrush(Qt::darkGray);
        format.setBorderCollapse(true);
        format.setCellPadding(1.5 * pixelsOfPoint);
        format.setCellSpacing(0.0);
        table.setFormat(format);
    }

    QTextCharFormat format(double scale, bool isBold) const
    {
        QTextCharFormat format;
        format.setFontPointSize(points_ * scale);
        format.setFontWeight(isBold ? QFont::Bold : QFont::Normal);
        return format;
    }

    void paragraph(const QString& text, double scale, bool isBold, double above)
    {
        QTextBlockFormat block;
        block.setTopMargin(above * pixelsOfPoint);
        if (document_.isEmpty())
            cursor_.setBlockFormat(block);
        else
            cursor_.insertBlock(block);
        cursor_.insertText(text, format(scale, isBold));
    }

    void rule(double above)
    {
        QTextBlockFormat block;
        block.setTopMargin(above * pixelsOfPoint);
        block.setProperty(QTextFormat::BlockTrailingHorizontalRulerWidth,
                          QTextLength(QTextLength::PercentageLength, 100));
        QTextCharFormat small;
        small.setFontPointSize(1.0);
        cursor_.insertBlock(block, small);
    }

    const Handout& handout_;
    LessonDocument document_; // which loads no picture
    QTextCursor cursor_;
    double points_ = usualPoints;
};

} // namespace

Handout handoutOf(const Lesson& lesson, std::span<const SceneStart> starts, const OpenModel& model)
{
    Handout handout{.title = QString::fromStdString(lesson.title),
                    .teaches = QString::fromStdString(lesson.teaches),
                    .misconception = QString::fromStdString(lesson.misconception),
                    .limits = QString::fromStdString(lesson.limits),
                    .tasks = {},
                    .example = {},
                    .step = {},
                    .candidates = {}};
    for (std::size_t i = 0; i < lesson.scenes.size() && i < starts.size(); ++i) {
        const auto& scene = lesson.scenes[i];
        const auto& start = starts[i];
        const SceneFacts facts{.model = model,
                               .run = start.run,
                               .chain = scene.chain,
                               .step = start.step,
                               .distribution = start.distribution ? &*start.distribution : nullptr,
                               .prompt = start.prompt};
        handout.tasks.push_back(
            {QString::fromStdString(scene.title), plain(filledIn(scene.text, facts))});
        if (handout.example.isEmpty() && !scene.example.empty())
            handout.example = QString::fromStdString(filledIn(scene.example, facts));
    }
    addCandidates(handout, lesson, starts, model);
    return handout;
}

HandoutFit drawHandout(const Handout& handout, QPagedPaintDevice& paper)
{
    std::unique_ptr<HandoutText> text;
    HandoutFit fit{};
    const auto tryIt = [&](double points, double ruled, int letters, bool isWhole) {
        text = std::make_unique<HandoutText>(handout, paper, points, ruled, letters, isWhole);
        fit = {points, letters, isWhole, text->pages()};
        return fit.pages == 1;
    };
    const auto find = [&] {
        for (double points = usualPoints; points >= fewestPoints; points -= 0.5)
            for (const double ruled : ruledPoints)
                if (tryIt(points, ruled, lettersOfTask.front(), true))
                    return;
        for (const bool isWhole : {true, false})
            for (const int letters : lettersOfTask)
                if (tryIt(fewestPoints, ruledPoints.back(), letters, isWhole))
                    return;
    };
    find();
    QPainter painter;
    fit.isDrawn = painter.begin(&paper);
    if (fit.isDrawn)
        text->draw(painter);
    return fit;
}

QByteArray handoutPdf(const Handout& handout)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setTitle(handout.title);
        writer.setCreator(QCoreApplication::applicationName());
        writer.setResolution(300);
        const bool isLetter = QLocale::system().measurementSystem() == QLocale::ImperialUSSystem;
        writer.setPageSize(QPageSize(isLetter ? QPageSize::Letter : QPageSize::A4));
        writer.setPageMargins(QMarginsF(18, 15, 18, 15), QPageLayout::Millimeter);
        drawHandout(handout, writer);
    }
    return bytes;
}

} // namespace logitscope
