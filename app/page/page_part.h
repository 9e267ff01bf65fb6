// A part of a page, for somebody who asks what they are looking at.
#pragma once

#include <QString>

#include <vector>

class QWidget;

namespace logitscope
{

struct PagePart
{
    std::vector<const QWidget*> widgets; // that it consists of, side by side
    QString name;
    QString explanation; // one sentence
};

} // namespace logitscope
