// Tooltips of a readable width: lines of 40 em at most, plain or rich.
#pragma once

#include <QFont>
#include <QObject>
#include <QPoint>
#include <QString>

#include <functional>
#include <string>
#include <string_view>

class QWidget;

namespace logitscope
{

// A plain text with a longer line as rich text, which Qt wraps; others as they are.
QString wrappedToolTip(const QString& text, const QFont& font);

// A text that stays plain, whatever is in it.
QString plainToolTip(const QString& text);

// What the glossary has of a term, in the window's language: its name, its explanation.
QString termText(const std::string& text);

// What the glossary says of a term, with its formula. It must have the key.
QString termToolTip(std::string_view key);

// Shows what a widget says of each of its places, wrapped; where that is nothing, the tooltip of
// what it stands on.
void explainPlaces(QWidget& widget, std::function<QString(QPoint place)> explanation);

// Installed in the application: shows the tooltips of all widgets, and of the items of lists and
// tables, wrapped. Whoever shows one by itself wraps it by itself.
class ToolTipWrapper : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace logitscope
