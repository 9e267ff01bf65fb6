// The language of what people read: English, whose plural forms are in resources/translations.
#pragma once

namespace logitscope
{

// For the present QCoreApplication, before it shows or paints anything. Numbers become English too,
// whatever the desktop's locale: %n in a text is 1024, %Ln is 1,024.
void installLanguage();

} // namespace logitscope
