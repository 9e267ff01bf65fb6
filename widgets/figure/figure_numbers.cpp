#include "widgets/figure/figure_numbers.h"

#include "widgets/figure/figure.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

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

QString shareText(double share)
{
    return plain().toString(share < 1.0 ? std::min(share, 0.99) : 1.0, 'f', 2);
}

} // namespace logitscope
