#include "core/lesson/lesson_parser.h"

#include "core/lesson/lesson_library.h"
#include "core/lesson/lesson_markup.h"
#include "core/lesson/lesson_picture.h"
#include "core/lesson/markdown_lines.h"
#include "core/lesson/scene_settings.h"
#include "core/shortened.h"
#include "core/text/text_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

namespace logitscope
{

namespace
{

constexpr std::uintmax_t mostFileBytes = 1 << 20;
constexpr std::size_t mostScenes = 100;

class LessonReader
{
public:
    ReadLesson read(std::string_view text);

private:
    using Lines = std::span<const MarkdownLine>;

    void problem(int line, std::string sentence)
    {
        result_.problems.push_back({line, std::move(sentence)});
    }

    Lines readFrontMatter(Lines lines);
    void readFrontField(const MarkdownLine& line);
    Result<void> setFrontField(const LessonField& field);
    void readScenes(Lines lines);
    void beginScene(const MarkdownLine& line);
    void endScene();
    Lines readSettings(Lines lines);
    void addText(const MarkdownLine& line);

    Lesson& lesson() { return result_.lesson; }

    // A key that may stand only once, and does again.
    void noteKey(std::string_view key, int line);

    ReadLesson result_;
    std::optional<Scene> scene_;
    std::string* target_ = nullptr; // of the scene's texts, to which lines are added
    bool hasSettings_ = false;      // the scene
    int codeBegin_ = 0;             // the line of a fence that is open; 0: none is
    std::size_t scenes_ = 0;        // so far, also those that are too many
    std::vector<std::string> keys_; // of the front matter or the scene block so far
};

ReadLesson LessonReader::read(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    const auto lines = markdownLines(text);
    readScenes(readFrontMatter(lines));
    endScene();
    if (codeBegin_ > 0) // all scenes that follow would be code
        problem(codeBegin_, "has code without an end; write ``` below it");
    const int last = lines.empty() ? 1 : lines.back().number;
    if (lesson().scenes.empty())
        problem(last, "has no scene; begin one with a heading such as “## What comes next?”");
    std::ranges::move(findMarkupProblems(lines), std::back_inserter(result_.problems));
    std::ranges::stable_sort(result_.problems, {}, &LessonProblem::line);
    return std::move(result_);
}

LessonReader::Lines LessonReader::readFrontMatter(Lines lines)
{
    constexpr std::string_view border = "---";
    if (lines.empty() || lines.front().text != border) {
        problem(1, "expected --- here, with title and minutes below it");
        return lines;
    }
    lines = lines.subspan(1);
    while (!lines.empty() && lines.front().text != border) {
        readFrontField(lines.front());
        lines = lines.subspan(1);
    }
    if (lines.empty())
        problem(1, "has no second ---, which ends what stands before the scenes");
    else
        lines = lines.subspan(1);
    if (lesson().title.empty())
        problem(1, "has no title; write “title: …” below the first ---");
    if (std::ranges::find(keys_, "minutes") == keys_.end())
        problem(1, "has no minutes; write “minutes: 15” below the first ---");
    return lines;
}

void LessonReader::readFrontField(const MarkdownLine& line)
{
    if (line.isBlank())
        return;
    const auto field = readLessonField(line.text);
    if (!field) {
        problem(line.number, field.error().message);
        return;
    }
    noteKey(field->key, line.number);
    if (const auto set = setFrontField(*field); !set)
        problem(line.number, set.error().message);
}

void LessonReader::noteKey(std::string_view key, int line)
{
    constexpr std::array<std::string_view, 2> repeatable{"expect", "then"};
    if (std::ranges::find(keys_, key) == keys_.end())
        keys_.emplace_back(key);
    else if (std::ranges::find(repeatable, key) == repeatable.end())
        problem(line, fmt::format("has {} a second time; keep one of the two", shortened(key)));
}

Result<void> LessonReader::setFrontField(const LessonField& field)
{
    const std::array<std::pair<std::string_view, std::string*>, 4> texts{{
        {"title", &lesson().title},
        {"teaches", &lesson().teaches},
        {"misconception", &lesson().misconception},
        {"limits", &lesson().limits},
    }};
    for (const auto& [key, text] : texts)
        if (field.key == key) {
            *text = field.value;
            return checkSentence(key, *text);
        }
    if (field.key == "minutes" || field.key == "order") {
        const auto number = readLessonNumber(field, 1, 600);
        if (!number)
            return fail(number.error());
        (field.key == "minutes" ? lesson().minutes : lesson().order) = static_cast<int>(*number);
        return {};
    }
    if (field.key != "packs")
        return fail("there is no “{}”; expected title, minutes, packs, order, teaches, "
                    "misconception or limits",
                    shortened(field.key));
    for (const auto& word : listedWords(field.value)) {
        const auto minutes = readLessonNumber({field.key, word}, 1, 600);
        if (!minutes || std::ranges::find(packMinutes, *minutes) == packMinutes.end())
            return fail("packs has “{}”, expected some of 15, 30 and 60", shortened(word));
        lesson().packs.push_back(static_cast<int>(*minutes));
    }
    return {};
}

void LessonReader::readScenes(Lines lines)
{
    bool saidEarly = false;
    while (!lines.empty()) {
        const auto& line = lines.front();
        if (line.headingLevel() == 2) {
            endScene();
            beginScene(line);
        } else if (!scene_) {
            if (!saidEarly && !line.isBlank()) {
                problem(line.number, "has a text before the first scene; begin one with a heading "
                                     "such as “## What comes next?”");
                saidEarly = true;
            }
        } else if (line.kind == MarkdownLine::Kind::FenceBegin && line.info == "scene") {
            lines = readSettings(lines.subspan(1));
            continue;
        } else {
            addText(line);
        }
        lines = lines.subspan(1);
    }
}

void LessonReader::beginScene(const MarkdownLine& line)
{
    if (++scenes_ == mostScenes + 1)
        problem(line.number, "has more than 100 scenes; make two lessons of it");
    scene_.emplace();
    if (!lesson().scenes.empty()) {
        const auto& before = lesson().scenes.back();
        scene_->page = before.page;
        scene_->prompt = before.prompt;
        scene_->seed = before.seed;
        scene_->chain = before.chain;
        scene_->begin = before.begin;
        scene_->tokens = before.tokens;
        scene_->strategies = before.strategies;
        scene_->hidden = before.hidden;
        scene_->locked = before.locked;
    }
    scene_->line = line.number;
    scene_->title = line.heading();
    if (scene_->title.empty())
        problem(line.number, "has a scene without a title; write it behind ##");
    if (const auto checked = checkSentence("the title", scene_->title); !checked)
        problem(line.number, checked.error().message);
    target_ = &scene_->text;
    hasSettings_ = false;
}

void LessonReader::endScene()
{
    if (!scene_ || scenes_ > mostScenes)
        return;
    for (auto* text : {&scene_->text, &scene_->example, &scene_->note}) {
        text->erase(0, std::min(text->find_first_not_of('\n'), text->size()));
        text->erase(text->find_last_not_of('\n') + 1);
    }
    if (scene_->text.empty())
        problem(scene_->line, "has a scene without a text; say what to do and what to look at");
    if (scene_->step >= scene_->begin)
        problem(scene_->line, fmt::format("selects step {}, but begins with {} tokens; set begin",
                                          scene_->step + 1, scene_->begin));
    lesson().scenes.push_back(*std::move(scene_));
    scene_.reset();
}

LessonReader::Lines LessonReader::readSettings(Lines lines)
{
    if (std::exchange(hasSettings_, true) && !lines.empty())
        problem(lines.front().number - 1, "has a second scene block in one scene");
    keys_.clear();
    while (!lines.empty() && lines.front().kind == MarkdownLine::Kind::Code) {
        const auto& line = lines.front();
        if (!line.isBlank()) {
            if (const auto field = readLessonField(line.text))
                noteKey(field->key, line.number);
            if (const auto set = setInScene(*scene_, line.text, line.number); !set)
                problem(line.number, set.error().message);
        }
        lines = lines.subspan(1);
    }
    if (lines.empty()) {
        problem(scene_->line, "has a scene block without an end; write ``` below it");
        return lines;
    }
    return lines.subspan(1);
}

void LessonReader::addText(const MarkdownLine& line)
{
    if (line.kind == MarkdownLine::Kind::FenceBegin)
        codeBegin_ = line.number;
    else if (line.kind != MarkdownLine::Kind::Code)
        codeBegin_ = 0;
    if (line.headingLevel() == 3 && line.heading() == "Example") {
        target_ = &scene_->example;
    } else if (line.headingLevel() == 3 && line.heading() == "Note") {
        target_ = &scene_->note;
    } else if (line.headingLevel() > 0) {
        problem(line.number, fmt::format("has the heading “{}”; expected ### Example, ### Note, or "
                                         "## and the title of another scene",
                                         shortened(line.heading())));
    } else {
        *target_ += line.text;
        *target_ += '\n';
    }
}

} // namespace

ReadLesson readLesson(std::string_view text)
{
    return LessonReader().read(text);
}

namespace
{

Result<ReadLesson> readLessonFile(const std::filesystem::path& file)
{
    std::error_code error;
    const auto bytes = std::filesystem::file_size(file, error);
    if (error)
        return fail("{}: can't be read: {}", file.string(), error.message());
    if (bytes > mostFileBytes)
        return fail("{}: has {} bytes, expected a lesson of 1 MB at most", file.string(), bytes);
    const auto text = readModelTextFile(file);
    if (!text)
        return fail(text.error());
    auto read = readLesson(*text);
    std::ranges::move(findPictureProblems(*text, file.parent_path()),
                      std::back_inserter(read.problems));
    std::ranges::stable_sort(read.problems, {}, &LessonProblem::line);
    return read;
}

} // namespace

Result<std::vector<LessonProblem>> checkLessonFile(const std::filesystem::path& file)
{
    return readLessonFile(file).map([](ReadLesson&& read) { return std::move(read.problems); });
}

Result<Lesson> openLesson(const std::filesystem::path& file)
{
    auto read = readLessonFile(file);
    if (!read)
        return fail(read.error());
    if (!read->problems.empty())
        return fail("{}, line {}: {}", file.string(), read->problems.front().line,
                    read->problems.front().sentence);
    return std::move(read->lesson);
}

} // namespace logitscope
