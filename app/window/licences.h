// What Logitscope consists of, and whose licence each part has.
#pragma once

#include <QString>

#include <vector>

namespace logitscope
{

struct LicencedPart
{
    QString name;
    QString licence; // as SPDX names it, where it does
    QString purpose; // what it does here
};

// Everything that the program is, brings or links, in the order in which a reader asks for it.
std::vector<LicencedPart> licencedParts();

} // namespace logitscope
