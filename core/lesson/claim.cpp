#include "core/lesson/claim.h"

#include "core/run/bounded_text.h"
#include "core/sampling/percent.h"
#include "core/sampling/strategy.h"
#include "core/shortened.h"
#include "core/text/token_label.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

enum class Argument
{
    None,
    Text,         // p(" the")
    Place,        // token(1)
    OptionalText, // text("greedy")
};

struct MeasureName
{
    std::string_view name;
    MeasureKind kind;
    Argument argument;
};

constexpr std::array measureNames{
    MeasureName{"p", MeasureKind::ModelProbability, Argument::Text},
    MeasureName{"q", MeasureKind::SamplingProbability, Argument::Text},
    MeasureName{"rank", MeasureKind::Rank, Argument::Text},
    MeasureName{"logit", MeasureKind::Logit, Argument::Text},
    MeasureName{"bits", MeasureKind::Bits, Argument::Text},
    MeasureName{"token", MeasureKind::Token, Argument::Place},
    MeasureName{"sum", MeasureKind::Sum, Argument::Place},
    MeasureName{"kept", MeasureKind::Kept, Argument::None},
    MeasureName{"model-entropy", MeasureKind::ModelEntropy, Argument::None},
    MeasureName{"entropy", MeasureKind::Entropy, Argument::None},
    MeasureName{"u", MeasureKind::RandomNumber, Argument::None},
    MeasureName{"picked", MeasureKind::Picked, Argument::None},
    MeasureName{"from", MeasureKind::From, Argument::Text},
    MeasureName{"to", MeasureKind::To, Argument::Text},
    MeasureName{"weight", MeasureKind::Weight, Argument::Text},
    MeasureName{"weights", MeasureKind::Weights, Argument::None},
    MeasureName{"tokens", MeasureKind::Tokens, Argument::OptionalText},
    MeasureName{"text", MeasureKind::Text, Argument::OptionalText},
    MeasureName{"distinct-2", MeasureKind::Distinct2, Argument::OptionalText},
    MeasureName{"surprisal", MeasureKind::Surprisal, Argument::OptionalText},
    MeasureName{"perplexity", MeasureKind::Perplexity, Argument::None},
    MeasureName{"prompt-p", MeasureKind::PromptProbability, Argument::Place},
    MeasureName{"vocabulary", MeasureKind::Vocabulary, Argument::None},
    MeasureName{"prompt", MeasureKind::Prompt, Argument::None},
    MeasureName{"seed", MeasureKind::Seed, Argument::None},
    MeasureName{"branches", MeasureKind::Branches, Argument::None},
    MeasureName{"predictions", MeasureKind::Predictions, Argument::None},
    MeasureName{"stage", MeasureKind::RoundStage, Argument::None},
};

constexpr std::array relationNames{
    std::pair{std::string_view("!="), Claim::Relation::NotEqual},
    std::pair{std::string_view("<="), Claim::Relation::AtMost},
    std::pair{std::string_view(">="), Claim::Relation::AtLeast},
    std::pair{std::string_view("="), Claim::Relation::Equal},
    std::pair{std::string_view("<"), Claim::Relation::Less},
    std::pair{std::string_view(">"), Claim::Relation::More},
    std::pair{std::string_view("contains"), Claim::Relation::Contains},
};

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

// A strategy's, or one that is written out.
Result<SamplerChain> chainNamed(std::string_view text)
{
    if (const auto* strategy = findStrategy(text))
        return strategy->settings;
    auto chain = parseChain(text);
    if (chain)
        if (auto error = findError(*chain))
            return fail(*std::move(error));
    return chain;
}

// Reads a line of claims from left to right.
class ClaimReader
{
public:
    explicit ClaimReader(std::string_view text) : rest_(text) {}

    Result<Measure> measure();
    Result<Claim> claim();

    // The next word, if it is this one.
    bool take(std::string_view word);

    bool isAtEnd()
    {
        skipSpaces();
        return rest_.empty();
    }

    Error unexpected(std::string_view expected) const
    {
        return rest_.empty()
                   ? Error::of("ends where {} is expected", expected)
                   : Error::of("has “{}” where {} is expected", shortened(rest_), expected);
    }

private:
    void skipSpaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }

    std::string_view name();
    Result<std::string> quoted();
    Result<int> place();
    Result<void> argument(Measure& measure, Argument kind);
    Result<Claim::Relation> relation();
    Result<std::variant<MeasureValue, Measure>> other();

    std::string_view rest_;
};

bool ClaimReader::take(std::string_view word)
{
    skipSpaces();
    if (!rest_.starts_with(word))
        return false;
    const bool isName = isNameCharacter(word.back());
    if (isName && rest_.size() > word.size() && isNameCharacter(rest_[word.size()]))
        return false;
    rest_.remove_prefix(word.size());
    return true;
}

std::string_view ClaimReader::name()
{
    skipSpaces();
    const auto length = std::ranges::find_if_not(rest_, isNameCharacter) - rest_.begin();
    const auto name = rest_.substr(0, static_cast<std::size_t>(length));
    rest_.remove_prefix(name.size());
    return name;
}

// In quotation marks; \" \\ \n \t stand for what they stand for in C.
Result<std::string> ClaimReader::quoted()
{
    if (!take("\""))
        return fail(unexpected("a text in quotation marks"));
    std::string text;
    while (!rest_.empty() && rest_.front() != '"') {
        char c = rest_.front();
        rest_.remove_prefix(1);
        if (c == '\\') {
            if (rest_.empty())
                break;
            const char escaped = rest_.front();
            rest_.remove_prefix(1);
            if (escaped != 'n' && escaped != 't' && escaped != '"' && escaped != '\\')
                return fail("has “\\{}” in a text; expected \\n, \\t, \\\" or \\\\", escaped);
            c = escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped;
        }
        text += c;
    }
    if (!take("\""))
        return fail("has a text without a quotation mark at its end");
    return text;
}

Result<int> ClaimReader::place()
{
    constexpr int last = 1'000'000;
    skipSpaces();
    int number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc() || number < 1 || number > last)
        return fail(unexpected("a place, 1 or more"));
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return number;
}

Result<void> ClaimReader::argument(Measure& measure, Argument kind)
{
    if (kind == Argument::None || (kind == Argument::OptionalText && !rest_.starts_with('(')))
        return {};
    if (!take("("))
        return fail(unexpected("“(”"));
    if (kind == Argument::Place) {
        const auto number = place();
        if (!number)
            return fail(number.error());
        measure.place = *number;
    } else {
        auto text = quoted();
        if (!text)
            return fail(text.error());
        measure.text = *std::move(text);
    }
    if (!take(")"))
        return fail(unexpected("“)”"));
    return {};
}

Result<Measure> ClaimReader::measure()
{
    const auto before = rest_;
    const auto word = name();
    const auto* known = std::ranges::find(measureNames, word, &MeasureName::name);
    const auto* stage = findStage(word);
    Measure measure;
    if (known != measureNames.end()) {
        measure.kind = known->kind;
        if (auto read = argument(measure, known->argument); !read)
            return fail(read.error());
    } else if (stage) {
        measure.kind = MeasureKind::StageValue;
        measure.stage = stage->kind;
    } else {
        rest_ = before;
        return fail(unexpected("a measure, such as p(\" the\"), kept or temperature,"));
    }
    if (take("at")) {
        skipSpaces();
        const auto chainText = rest_.substr(0, rest_.find(' '));
        auto chain = chainNamed(chainText);
        if (!chain)
            return fail(chain.error());
        rest_.remove_prefix(chainText.size());
        measure.chain = *std::move(chain);
    }
    return measure;
}

Result<Claim::Relation> ClaimReader::relation()
{
    for (const auto& [word, relation] : relationNames)
        if (take(word))
            return relation;
    return fail(unexpected("=, !=, <, <=, >, >= or contains"));
}

Result<std::variant<MeasureValue, Measure>> ClaimReader::other()
{
    skipSpaces();
    if (rest_.starts_with('"'))
        return quoted().map([](std::string text) {
            return std::variant<MeasureValue, Measure>(MeasureValue(std::move(text)));
        });
    double number = 0.0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error == std::errc() && std::isfinite(number)) {
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        if (rest_.starts_with('%')) {
            rest_.remove_prefix(1);
            number /= 100.0;
        }
        return MeasureValue(number);
    }
    return measure();
}

// As the window writes whole numbers: 8,192.
std::string withCommas(std::int64_t number)
{
    auto digits = fmt::format("{}", number);
    for (auto place = std::ssize(digits) - 3; place > 0; place -= 3)
        digits.insert(static_cast<std::size_t>(place), 1, ',');
    return digits;
}

bool isText(MeasureKind kind)
{
    return kind == MeasureKind::Token || kind == MeasureKind::Picked || kind == MeasureKind::Text ||
           kind == MeasureKind::Prompt || kind == MeasureKind::RoundStage;
}

bool isText(const std::variant<MeasureValue, Measure>& other)
{
    const auto* measure = std::get_if<Measure>(&other);
    return measure ? isText(measure->kind)
                   : std::holds_alternative<std::string>(std::get<MeasureValue>(other));
}

Result<Claim> ClaimReader::claim()
{
    skipSpaces();
    const auto before = rest_;
    auto left = measure();
    if (!left)
        return fail(left.error());
    const auto how = relation();
    if (!how)
        return fail(how.error());
    auto right = other();
    if (!right)
        return fail(right.error());
    if (isText(left->kind) != isText(*right))
        return fail("compares a number with a text");
    const bool comparesTexts = *how == Claim::Relation::Equal ||
                               *how == Claim::Relation::NotEqual ||
                               *how == Claim::Relation::Contains;
    if (isText(left->kind) ? !comparesTexts : *how == Claim::Relation::Contains)
        return isText(left->kind) ? fail("compares texts; expected =, != or contains")
                                  : fail("has “contains” after a number");
    const auto text = before.substr(0, before.size() - rest_.size());
    return Claim{*std::move(left), *how, *std::move(right), std::string(text)};
}

Bounded boundsOf(const MeasureValue& value)
{
    if (const auto* bounds = std::get_if<Bounded>(&value))
        return *bounds;
    return Bounded::exactly(std::get<double>(value));
}

bool isProbability(MeasureKind kind)
{
    return kind == MeasureKind::ModelProbability || kind == MeasureKind::SamplingProbability ||
           kind == MeasureKind::PromptProbability || kind == MeasureKind::Sum;
}

bool isInBits(MeasureKind kind)
{
    return kind == MeasureKind::Bits || kind == MeasureKind::ModelEntropy ||
           kind == MeasureKind::Entropy || kind == MeasureKind::Surprisal;
}

// Bounds as wide as this say nothing.
Bounded possibleOf(MeasureKind kind)
{
    if (isProbability(kind))
        return {0.0, 1.0};
    const bool isCount = kind == MeasureKind::Rank || kind == MeasureKind::Kept;
    return {.low = isCount || kind == MeasureKind::Perplexity ? 1.0 : 0.0};
}

std::string numberText(MeasureKind kind, double number)
{
    if (isProbability(kind))
        return formatPercent(number);
    if (isInBits(kind))
        return fmt::format("{:.2f}", number);
    switch (kind) {
    case MeasureKind::Logit:
    case MeasureKind::Distinct2:
        return fmt::format("{:.2f}", number);
    case MeasureKind::Perplexity:
        return fmt::format("{:.1f}", number);
    case MeasureKind::Weight:
    case MeasureKind::Weights:
        return fmt::format("{:.3g}", number);
    case MeasureKind::RandomNumber:
    case MeasureKind::From:
    case MeasureKind::To:
        return formatRandomNumber(std::min(number, 1.0));
    case MeasureKind::Rank:
    case MeasureKind::Kept:
    case MeasureKind::Vocabulary:
        return withCommas(static_cast<std::int64_t>(number));
    default:
        return fmt::format("{}", number);
    }
}

bool isEqual(double left, double right)
{
    constexpr double tolerance = 1e-9; // a percentage in decimal is no probability to the last bit
    if (std::isinf(left) || std::isinf(right))
        return left == right;
    return std::abs(left - right) <= tolerance * std::max(1e-9, std::abs(right));
}

bool isLess(double left, double right)
{
    return left < right && !isEqual(left, right);
}

} // namespace

Result<Measure> parseMeasure(std::string_view text)
{
    ClaimReader reader(text);
    auto measure = reader.measure();
    if (measure && !reader.isAtEnd())
        return fail(reader.unexpected("nothing more"));
    return measure;
}

Result<std::vector<Claim>> parseClaims(std::string_view text)
{
    ClaimReader reader(text);
    std::vector<Claim> claims;
    do {
        auto claim = reader.claim();
        if (!claim)
            return fail(claim.error());
        claims.push_back(*std::move(claim));
    } while (reader.take("and"));
    if (!reader.isAtEnd())
        return fail(reader.unexpected("“and”"));
    return claims;
}

std::string valueText(const Measure& measure, const MeasureValue& value)
{
    if (const auto* text = std::get_if<std::string>(&value))
        return measure.kind == MeasureKind::Text || measure.kind == MeasureKind::Prompt
                   ? *text
                   : tokenLabel(*text);
    const auto number = boundedText(
        boundsOf(value), [&](double each) { return numberText(measure.kind, each); },
        BoundedStyle::Words, possibleOf(measure.kind));
    return isInBits(measure.kind) ? withUnit(number, "bits") : number;
}

bool holds(const MeasureValue& value, Claim::Relation relation, const MeasureValue& other)
{
    using Relation = Claim::Relation;
    if (const auto* text = std::get_if<std::string>(&value)) {
        const auto& than = std::get<std::string>(other);
        return relation == Relation::Contains ? text->find(than) != std::string::npos
                                              : (*text == than) == (relation == Relation::Equal);
    }
    const auto left = boundsOf(value);
    const auto right = boundsOf(other);
    switch (relation) {
    case Relation::Equal:
        return isEqual(left.low, right.high) && isEqual(left.high, right.low);
    case Relation::NotEqual:
        return isLess(left.high, right.low) || isLess(right.high, left.low);
    case Relation::Less:
        return isLess(left.high, right.low);
    case Relation::AtMost:
        return !isLess(right.low, left.high);
    case Relation::More:
        return isLess(right.high, left.low);
    default:
        return !isLess(left.low, right.high);
    }
}

} // namespace logitscope
