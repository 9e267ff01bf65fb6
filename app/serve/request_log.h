// The requests as a table, the newest at the bottom. Made of the server's events alone; forgets the
// oldest requests, and writes nothing anywhere.
#pragma once

#include "app/serve/request_record.h"
#include "app/serve/server_event.h"

#include <QAbstractTableModel>

#include <deque>
#include <map>
#include <vector>

namespace logitscope
{

class RequestLog : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Time,
        From,
        Prompt,
        Answer,
        Tokens,
        State,
        ColumnCount
    };

    static constexpr int mostRequests = 500;
    static constexpr int mostSteps = 200'000; // 50 MB of them

    explicit RequestLog(QObject* parent = nullptr);

    // A server that begins counts its requests from 1 again.
    void beginServer() { running_.clear(); }

    void append(std::vector<ServerEvent> events);

    // Forgets what is over; what runs stays.
    void clear();

    bool hasOver() const;

    int size() const { return static_cast<int>(records_.size()); }

    const RequestRecord& record(int row) const { return records_[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void take(const ServerEvents::Request& request, const ServerEvent& event);
    void take(ServerEvent::Grew& grew, const ServerEvent& event);
    void take(const ServerEvent::Ended& ended, const ServerEvent& event);
    void take(const ServerEvent::Refused& refused, const ServerEvent& event);
    void add(RequestRecord record);
    RequestRecord* touch(std::uint64_t id); // nullptr when it is forgotten
    void remove(int row);
    void forgetTooMany();

    std::deque<RequestRecord> records_;              // by number
    std::uint64_t added_ = 0;                        // and the last one's number
    std::map<std::uint64_t, std::uint64_t> running_; // the present server's id -> number
    std::size_t steps_ = 0;                          // of all records
    int firstTouched_ = 0;                           // the rows that an append() changed
    int lastTouched_ = -1;
};

} // namespace logitscope
