// Where a prompt is typed, pasted and opened. What comes in goes out byte for byte, but for what
// somebody edits.
#pragma once

#include "core/text/added_tokens.h"

#include <QPlainTextEdit>
#include <QRegularExpression>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

class PromptObjects;

// What a model's context holds.
struct PromptLimit
{
    // Its tokens; nothing: that isn't known, or not yet.
    std::function<std::optional<std::size_t>(std::string_view prompt)> count;
    int tokens = 0; // at most
};

class PromptField : public QPlainTextEdit
{
    Q_OBJECT

public:
    // A prompt of so many bytes is always taken, however many tokens they are: it can still be
    // shortened by hand. As many are laid out at once while one blinks, without a space between
    // them too.
    static constexpr std::size_t comfortableBytes = 32'768;

    explicit PromptField(QWidget* parent = nullptr);
    ~PromptField() override;

    QSize sizeHint() const override;

    // With its frame, also before it was shown.
    int heightOf(int lines);

    // As high as one line of it, which scrolls.
    void setOneLine(bool oneLine);

    // UTF-8, as far as it was when it came.
    std::string prompt() const;

    // False, and refused(), when no context would hold it; then the field keeps what it has.
    bool setPrompt(std::string_view given);

    // What a longer prompt is measured with; before there is a model, none is taken.
    void setLimit(PromptLimit limit);

    const PromptLimit& limit() const { return limit_; }

    // How the model's special tokens are written, such as <|endoftext|>. Where they stand in the
    // prompt they are marked, while they are read as one token each.
    void setSpecialTokens(QStringList texts);

    bool hasSpecialTokens() const { return hasSpecialTokens_; } // in the prompt

    void setReading(SpecialTokens reading);

    SpecialTokens reading() const { return reading_; }

signals:
    // A text that is too long was not taken: why.
    void refused(const QString& sentence);
    void limitChanged();
    void specialTokensChanged(); // whether the prompt has some, or how they are read

protected:
    void mousePressEvent(QMouseEvent* event) override;
    QMimeData* createMimeDataFromSelection() const override;
    bool canInsertFromMimeData(const QMimeData* source) const override; // files are the window's
    void insertFromMimeData(const QMimeData* source) override;

private:
    bool takes(std::string_view prompt);
    void markSpecialTokens();

    std::unique_ptr<PromptObjects> objects_;
    PromptLimit limit_;
    QRegularExpression specialTokens_; // any of them; empty: there are none
    SpecialTokens reading_ = SpecialTokens::Recognised;
    bool hasSpecialTokens_ = false;
};

} // namespace logitscope
