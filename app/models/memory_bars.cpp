#include "app/models/memory_bars.h"

#include "app/models/size_text.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QStringList>

#include <algorithm>

namespace logitscope
{

MemoryBars::MemoryBars(QWidget* parent) : QWidget(parent), AccessibleItems(this)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Memory that the weights need"));
}

void MemoryBars::setMemory(const ModelMemory& memory, std::int64_t freeBytes)
{
    needs_ = {Need{"F32", memory.f32}, Need{"BF16", memory.bf16}, Need{"INT8", memory.int8}};
    free_ = freeBytes;
    setAccessibleDescription(text());
    update();
    itemsChanged();
}

QString MemoryBars::text() const
{
    QStringList parts;
    for (int bar = 0; bar < itemCount(); ++bar)
        parts << itemName(bar);
    const auto needs = parts.join(", ");
    return free_ > 0 ? tr("%1; %2 free").arg(needs, byteText(free_)) : needs;
}

QString MemoryBars::itemName(int bar) const
{
    const auto& [format, bytes] = needs_[static_cast<std::size_t>(bar)];
    return format + ' ' + byteText(bytes);
}

QRect MemoryBars::itemPlace(int bar) const
{
    return {0, bar * lineHeight(), width(), lineHeight()};
}

int MemoryBars::lineHeight() const
{
    return fontMetrics().height() * 5 / 4;
}

QSize MemoryBars::sizeHint() const
{
    return {fontMetrics().height() * 14, static_cast<int>(needs_.size()) * lineHeight()};
}

QSize MemoryBars::minimumSizeHint() const
{
    return {fontMetrics().height() * 9, sizeHint().height()};
}

// Format, bar and bytes of each; a bar that would leave the widget ends there, in the colour of
// what is wrong.
void MemoryBars::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto widthOf = [this](const QString& words) {
        return fontMetrics().horizontalAdvance(words);
    };
    const int space = fontMetrics().height() / 2;
    const int left = widthOf("BF16") + space;
    const int right = widthOf("1,000 MB") + space;
    const std::int64_t scale = free_ > 0 ? free_ : std::max<std::int64_t>(needs_[0].bytes, 1);
    const double thick = std::max(4.0, fontMetrics().height() / 3.0);
    int top = 0;
    for (const auto& [format, bytes] : needs_) {
        const QRect line(0, top, width(), lineHeight());
        const bool isTooMuch = bytes > scale;
        painter.setPen(theme.mutedText);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, format);
        painter.setPen(isTooMuch ? theme.error : theme.text);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, byteText(bytes));

        QRectF track(left, top + (lineHeight() - thick) / 2.0, width() - left - right, thick);
        painter.setPen(QPen(theme.border, 1.0));
        painter.setBrush(theme.window);
        painter.drawRoundedRect(track, thick / 2.0, thick / 2.0);
        painter.setPen(Qt::NoPen);
        const double part = std::min(1.0, static_cast<double>(bytes) / static_cast<double>(scale));
        track.setWidth(std::max(thick, track.width() * part));
        painter.setBrush(isTooMuch ? theme.error : theme.accent);
        painter.drawRoundedRect(track, thick / 2.0, thick / 2.0);
        top += lineHeight();
    }
}

} // namespace logitscope
