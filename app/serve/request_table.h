// The log on the screen. Follows the newest request until the reader scrolls away from it.
#pragma once

#include <QString>
#include <QTableView>

#include <optional>

namespace logitscope
{

class RequestLog;

class RequestTable : public QTableView
{
    Q_OBJECT

public:
    // The log outlives the table.
    explicit RequestTable(RequestLog& log, QWidget* parent = nullptr);

    // What stands where there are no requests yet.
    void setPlaceholder(const QString& text);

    bool isFollowing() const { return following_; }

    std::optional<int> selectedRow() const;

    QSize sizeHint() const override;

signals:
    void selectedRowChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void selectionChanged(const QItemSelection& selected,
                          const QItemSelection& deselected) override;

private:
    void follow();
    void fitColumns();

    RequestLog& log_;
    QString placeholder_;
    bool following_ = true;
};

} // namespace logitscope
