#include "widgets/figure/figure_numbers.h"

#include <QCoreApplication>
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
    return QCoreApplication::translate("logitscope::Figure", "%1 bits")
        .arg(plain().toString(bits, 'f', 2));
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
