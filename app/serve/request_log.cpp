#include "app/serve/request_log.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <string_view>
#include <utility>

namespace logitscope
{

namespace
{

constexpr std::size_t shownBytes = 1200; // of a text on one line, more than the widest shows

bool continuesCharacter(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

QString onOneLine(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).simplified();
}

std::string_view beginningOf(std::string_view text)
{
    if (text.size() <= shownBytes)
        return text;
    auto end = shownBytes;
    while (end > 0 && continuesCharacter(text[end]))
        --end;
    return text.substr(0, end);
}

std::string_view endOf(std::string_view text)
{
    if (text.size() > shownBytes) {
        text.remove_prefix(text.size() - shownBytes);
        while (!text.empty() && continuesCharacter(text.front()))
            text.remove_prefix(1);
    }
    return text;
}

QString promptText(const RequestRecord& record)
{
    if (record.prompts.isEmpty())
        return record.what;
    const auto first = record.prompts.front().left(shownBytes).simplified();
    return record.prompts.size() == 1 ? first
                                      : RequestLog::tr("%1 (and %n more)", nullptr,
                                                       static_cast<int>(record.prompts.size()) - 1)
                                            .arg(first);
}

// What grows is read at its end, what is over from its beginning.
QString answerText(const RequestRecord& record)
{
    if (!record.sentence.isEmpty())
        return record.sentence;
    if (record.choices.empty())
        return {};
    const auto& text = record.choices.front().text;
    return onOneLine(record.isOver() ? beginningOf(text) : endOf(text));
}

QString cellText(const RequestRecord& record, int column)
{
    switch (column) {
    case RequestLog::Time:
        return record.time.toString("HH:mm:ss");
    case RequestLog::From:
        return record.client;
    case RequestLog::Prompt:
        return promptText(record);
    case RequestLog::Answer:
        return answerText(record);
    case RequestLog::Tokens:
        return record.prompts.isEmpty() ? QString()
                                        : QLocale(QLocale::English).toString(record.tokens);
    case RequestLog::State:
        return stateText(record);
    default:
        return {};
    }
}

QVariant alignmentOf(int column)
{
    const auto side = column == RequestLog::Tokens ? Qt::AlignRight : Qt::AlignLeft;
    return QVariant::fromValue(Qt::Alignment(side | Qt::AlignVCenter));
}

QTime timeOf(const ServerEvent& event)
{
    return QDateTime::fromSecsSinceEpoch(std::chrono::system_clock::to_time_t(event.time)).time();
}

} // namespace

RequestLog::RequestLog(QObject* parent) : QAbstractTableModel(parent) {}

void RequestLog::append(std::vector<ServerEvent> events)
{
    firstTouched_ = size();
    lastTouched_ = -1;
    for (auto& event : events)
        std::visit([&](auto& what) { take(what, event); }, event.what);
    if (lastTouched_ >= firstTouched_)
        emit dataChanged(index(firstTouched_, 0), index(lastTouched_, ColumnCount - 1));
    forgetTooMany();
}

void RequestLog::take(const ServerEvents::Request& request, const ServerEvent& event)
{
    RequestRecord record{.time = timeOf(event),
                         .began = event.when,
                         .client = QString::fromStdString(request.client),
                         .stream = request.stream,
                         .model = request.model,
                         .identity = request.identity,
                         .promptTokens = request.promptTokens,
                         .seed = request.seed};
    for (const auto& prompt : request.prompts)
        record.prompts << QString::fromStdString(prompt);
    record.choices.resize(static_cast<std::size_t>(std::max(1, request.choices)));
    add(std::move(record));
    running_[request.id] = added_;
}

void RequestLog::take(ServerEvent::Grew& grew, const ServerEvent&)
{
    auto* record = touch(grew.id);
    const auto index = static_cast<std::size_t>(grew.piece.index);
    if (!record || index >= record->choices.size())
        return;
    record->state = RequestRecord::State::Running;
    auto& choice = record->choices[index];
    choice.text += grew.piece.text;
    for (auto& token : grew.piece.tokens) {
        if (!token.step) // the prompt's, with echo
            continue;
        choice.path.push_back(
            follow(choice.path.empty() ? nullptr : choice.path.back(), std::move(*token.step)));
        ++record->tokens;
        ++steps_;
    }
    if (grew.piece.end)
        choice.end = grew.piece.end;
}

void RequestLog::take(const ServerEvent::Ended& ended, const ServerEvent& event)
{
    auto* record = touch(ended.id);
    running_.erase(ended.id);
    if (!record)
        return;
    record->state = ended.end.disconnected    ? RequestRecord::State::Disconnected
                    : ended.end.error.empty() ? RequestRecord::State::Done
                                              : RequestRecord::State::Refused;
    record->status = ended.end.status;
    record->sentence = QString::fromStdString(ended.end.error);
    record->tokens = std::max(record->tokens, ended.end.usage.completionTokens);
    record->seconds = std::chrono::duration<double>(event.when - record->began).count();
}

void RequestLog::take(const ServerEvent::Refused& refused, const ServerEvent& event)
{
    add({.time = timeOf(event),
         .began = event.when,
         .client = QString::fromStdString(refused.client),
         .what = QString::fromStdString(refused.what),
         .state = RequestRecord::State::Refused,
         .seconds = 0.0,
         .status = refused.end.status,
         .sentence = QString::fromStdString(refused.end.error)});
}

void RequestLog::add(RequestRecord record)
{
    record.number = ++added_;
    beginInsertRows({}, size(), size());
    records_.push_back(std::move(record));
    endInsertRows();
}

RequestRecord* RequestLog::touch(std::uint64_t id)
{
    const auto known = running_.find(id);
    if (known == running_.end())
        return nullptr;
    const auto found =
        std::ranges::lower_bound(records_, known->second, {}, &RequestRecord::number);
    if (found == records_.end() || found->number != known->second)
        return nullptr;
    const auto row = static_cast<int>(found - records_.begin());
    firstTouched_ = std::min(firstTouched_, row);
    lastTouched_ = std::max(lastTouched_, row);
    return &*found;
}

void RequestLog::remove(int row)
{
    for (const auto& choice : record(row).choices)
        steps_ -= choice.path.size();
    beginRemoveRows({}, row, row);
    records_.erase(records_.begin() + row);
    endRemoveRows();
}

void RequestLog::forgetTooMany()
{
    while (size() > mostRequests || (steps_ > mostSteps && size() > 1))
        remove(0);
}

void RequestLog::clear()
{
    for (int row = size() - 1; row >= 0; --row)
        if (record(row).isOver())
            remove(row);
}

bool RequestLog::hasOver() const
{
    return std::ranges::any_of(records_, &RequestRecord::isOver);
}

int RequestLog::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : size();
}

int RequestLog::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RequestLog::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= size())
        return {};
    const auto& shown = record(index.row());
    if (role == Qt::DisplayRole)
        return cellText(shown, index.column());
    return role == Qt::TextAlignmentRole ? alignmentOf(index.column()) : QVariant();
}

QVariant RequestLog::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    if (role != Qt::DisplayRole)
        return {};
    static const QStringList names{tr("Time"),   tr("Client"), tr("Prompt"),
                                   tr("Answer"), tr("Tokens"), tr("State")};
    return names.value(section);
}

} // namespace logitscope
