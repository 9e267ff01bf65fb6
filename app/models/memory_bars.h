// The memory that a model's weights need in each format, as bars beside what is free.
#pragma once

#include "core/library/model_list.h"
#include "widgets/accessible_items.h"

#include <QString>
#include <QWidget>

#include <array>
#include <cstdint>

namespace logitscope
{

class MemoryBars : public QWidget, public AccessibleItems
{
    Q_OBJECT

public:
    explicit MemoryBars(QWidget* parent = nullptr);

    // A bar that is as long as the widget is all that is free. `freeBytes` is 0 where that is not
    // known; then the longest bar is the largest need.
    void setMemory(const ModelMemory& memory, std::int64_t freeBytes);

    // What the bars say, in words: "F32 498 MB, BF16 249 MB, INT8 126 MB; 12.3 GB free".
    QString text() const;

    int itemCount() const override { return static_cast<int>(needs_.size()); }

    QString itemName(int bar) const override;
    QRect itemPlace(int bar) const override;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Need
    {
        QString format;
        std::int64_t bytes = 0;
    };

    int lineHeight() const;

    std::array<Need, 3> needs_;
    std::int64_t free_ = 0;
};

} // namespace logitscope
