#include "widgets/figure/figure_numbers.h"

#include "widgets/figure/figure.h"

#include <QLocale>

namespace logitscope
{

namespace
{

QLocale plain()
{
    QLocale locale = QLocale::c();
    locale.setNumberOptions(QLocale::DefaultNumberOptions);
    return locale;
}

} // namespace

QString bitsText(double bits)
{
    return Figure::tr("%1 bits").arg(plain().toString(bits, 'f', 2));
}

QString countText(long long count)
{
    return plain().toString(count);
}

} // namespace logitscope
