#include "app/export/png_text.h"

#include <QByteArrayView>
#include <QtEndian>

#include <array>
#include <cassert>
#include <cstdint>

namespace logitscope
{

namespace
{

const QByteArray signature("\x89PNG\r\n\x1a\n", 8);
constexpr qsizetype headerEnd = 8 + 8 + 13 + 4; // signature, and the IHDR chunk with its checksum

constexpr std::array<std::uint32_t, 256> crcTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
        std::uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1u) != 0 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
        table[byte] = crc;
    }
    return table;
}();

// CRC-32 as in the PNG specification, annex D.
std::uint32_t checksum(QByteArrayView bytes)
{
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const char byte : bytes)
        crc = crcTable[(crc ^ static_cast<std::uint8_t>(byte)) & 0xFFu] ^ (crc >> 8);
    return ~crc;
}

QByteArray bigEndian(std::uint32_t number)
{
    QByteArray bytes(4, Qt::Uninitialized);
    qToBigEndian(number, bytes.data());
    return bytes;
}

} // namespace

bool isPng(const QByteArray& file)
{
    return file.startsWith(signature);
}

QByteArray withPngText(const QByteArray& png, const QByteArray& keyword, const QByteArray& text)
{
    assert(isPng(png) && png.size() > headerEnd);
    const QByteArray content = keyword + '\0' + text;
    const QByteArray typed = "tEXt" + content;
    const QByteArray chunk =
        bigEndian(static_cast<std::uint32_t>(content.size())) + typed + bigEndian(checksum(typed));
    return png.first(headerEnd) + chunk + png.sliced(headerEnd);
}

std::optional<QByteArray> pngText(const QByteArray& png, const QByteArray& keyword)
{
    const QByteArray wanted = "tEXt" + keyword + '\0';
    qsizetype at = signature.size();
    while (png.size() - at >= 12) {
        const qsizetype length = qFromBigEndian<quint32>(png.constData() + at);
        if (length > png.size() - at - 12)
            return std::nullopt;
        const QByteArrayView typed = QByteArrayView(png).sliced(at + 4, length + 4);
        if (typed.startsWith(wanted)) {
            const auto written = qFromBigEndian<quint32>(png.constData() + at + 8 + length);
            if (checksum(typed) != written)
                return std::nullopt;
            return typed.sliced(wanted.size()).toByteArray();
        }
        at += 12 + length;
    }
    return std::nullopt;
}

} // namespace logitscope
