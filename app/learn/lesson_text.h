// Shows a lesson's Markdown. Pictures come from the lesson's folder, and nothing from elsewhere;
// a link to the glossary can be followed, any other is words.
#pragma once

#include <QImage>
#include <QTextBrowser>
#include <QTextDocument>

namespace logitscope
{

class LessonDocument : public QTextDocument
{
    Q_OBJECT

public:
    using QTextDocument::QTextDocument;

    // Where pictures may be; empty: there are none.
    void setFolder(const QString& folder) { folder_ = folder; }

    // Tables have lines, and pictures are no wider than that.
    void fill(const QString& markdown, int mostWidth);

protected:
    QVariant loadResource(int type, const QUrl& name) override;

private:
    QImage pictureOf(const QUrl& name) const; // null: it isn't shown

    QString folder_;
    int mostWidth_ = 0;
};

class LessonText : public QTextBrowser
{
    Q_OBJECT

public:
    explicit LessonText(QWidget* parent = nullptr);

    void setFolder(const QString& folder);
    void showMarkdown(const QString& markdown);

    const QString& markdown() const { return markdown_; }

    // Of all its lines, at its present width.
    int wholeHeight() const;

signals:
    void termRequested(const QString& key); // of the glossary
    void wholeHeightChanged();

private:
    void fill();

    LessonDocument* document_;
    QString markdown_;
};

} // namespace logitscope
