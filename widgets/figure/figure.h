// A picture that leaves the program: laid out for a page, whatever the window shows. One unit is
// one point, 1/72 inch, so that a width of 960 fills a slide.
#pragma once

#include <QCoreApplication>
#include <QSize>
#include <QString>

class QPainter;

namespace logitscope
{

class Figure
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::Figure)

public:
    virtual ~Figure() = default;

    virtual QString title() const = 0; // for the file's own description
    virtual QSize size() const = 0;
    virtual void paint(QPainter& painter) const = 0; // over [0, size), ground included

    // How many points a point of the layout has on the page.
    virtual double typeScale() const { return 1.0; }
};

} // namespace logitscope
