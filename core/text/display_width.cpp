#include "core/text/display_width.h"

#include "core/text/utf8.h"

#include <clocale>
#include <cwchar>
#include <cwctype>
#include <locale.h> // POSIX's newlocale and uselocale

namespace logitscope
{

namespace
{

// This thread's locale is one with Unicode's widths for as long as this lives.
class UnicodeLocale
{
public:
    UnicodeLocale() : before_(uselocale(unicode())) {}

    ~UnicodeLocale() { uselocale(before_); }

    UnicodeLocale(const UnicodeLocale&) = delete;
    UnicodeLocale& operator=(const UnicodeLocale&) = delete;

private:
    static locale_t unicode()
    {
        static const auto locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
        return locale; // 0 where there is none: uselocale() then changes nothing
    }

    locale_t before_;
};

int characterWidth(char32_t character)
{
    const auto wide = static_cast<wchar_t>(character);
    const int width = wcwidth(wide);
    if (width >= 0)
        return width;
    return std::iswcntrl(static_cast<std::wint_t>(wide)) != 0 ? 0 : 1; // newer than the C library
}

} // namespace

int displayWidth(std::string_view text)
{
    const UnicodeLocale locale;
    int width = 0;
    while (!text.empty()) {
        const auto next = firstUtf8Sequence(text);
        width += next.kind == Utf8Kind::Character
                     ? characterWidth(codePoint(text.substr(0, next.length)))
                     : 1; // U+FFFD
        text.remove_prefix(next.length);
    }
    return width;
}

} // namespace logitscope
