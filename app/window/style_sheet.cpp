#include "app/window/style_sheet.h"

#include <QList>
#include <QRegularExpression>

#include <utility>

namespace logitscope
{

namespace
{

// @name stands for a colour of the theme.
constexpr const char* rules = R"(
QToolTip { background: @surface; color: @text; border: 1px solid @border; padding: 4px; }

QPushButton, QToolButton {
    background: @surface; color: @text; border: 1px solid @border; border-radius: 6px;
    padding: 0.45em 0.7em;
}
QPushButton:hover, QToolButton:hover { border-color: @mutedText; }
QPushButton:pressed, QToolButton:pressed { background: @window; }
QPushButton:focus, QToolButton:focus { border-color: @accent; }
QPushButton:disabled, QToolButton:disabled { color: @disabled; background: transparent; }
QPushButton[primary="true"] {
    background: @accent; color: @onAccent; border-color: @accent; font-weight: 600;
}
QPushButton[primary="true"]:hover { background: @accentHover; }
QPushButton[primary="true"]:focus { border: 2px solid @text; }
QPushButton[primary="true"]:disabled {
    background: @border; border-color: @border; color: @mutedText;
}
QToolButton[compact="true"] { padding: 0.15em 0.5em; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[quiet="true"] { background: transparent; border-color: transparent; padding: 0.3em; }
QToolButton[quiet="true"]:hover, QToolButton[quiet="true"]:checked {
    background: @window; border-color: @border;
}
QToolButton[quiet="true"]:checked { background: @surface; border-color: @accent; color: @accent; }
QToolButton[quiet="true"]:focus { border-color: @accent; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit {
    background: @surface; color: @text; border: 1px solid @border; border-radius: 6px;
    padding: 0.3em 0.5em; selection-background-color: @accent; selection-color: @onAccent;
}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus {
    border-color: @accent;
}
QLineEdit:disabled, QAbstractSpinBox:disabled { background: transparent; color: @disabled; }
QLineEdit:read-only { background: transparent; }
QComboBox::drop-down { border: none; width: 1.6em; }
QComboBox::down-arrow { image: url(:/icons/chevron-@shade.svg); width: 0.9em; height: 0.9em; }
QComboBox[quiet="true"] { background: transparent; border-color: transparent; }
QComboBox[quiet="true"]:hover { background: @window; border-color: @border; }
QComboBox[quiet="true"]:focus { border-color: @accent; }
QComboBox QAbstractItemView {
    background: @surface; color: @text; border: 1px solid @border; outline: none;
    selection-background-color: @accent; selection-color: @onAccent;
}

QSlider { min-height: 1.5em; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @border; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -7px 0; border-radius: 9px;
    background: @surface; border: 2px solid @accent;
}
QSlider::handle:horizontal:hover { background: @accent; }
QSlider::handle:horizontal:focus { background: @accent; border-color: @text; }

QMenuBar { background: @window; color: @text; border-bottom: 1px solid @border; }
QMenuBar::item { padding: 0.35em 0.7em; background: transparent; }
QMenuBar::item:selected { background: @border; border-radius: 4px; }
QMenu { background: @surface; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 0.35em 2.2em 0.35em 1.6em; border-radius: 4px; }
QMenu::item:selected { background: @accent; color: @onAccent; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @border; margin: 4px 6px; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QTableView {
    background: transparent; color: @text; border: none; outline: none;
    selection-background-color: @accent; selection-color: @onAccent;
}
QTableView::item { padding: 0 0.4em; border: none; }
QTreeView {
    background: @surface; color: @text; border: 1px solid @border; border-radius: 6px;
    outline: none; padding: 3px;
}
QTreeView::item { padding: 0.15em 0.4em; border: none; }
QTreeView::item:selected { background: @accent; color: @onAccent; }
QTreeView::branch { image: none; border-image: none; background: @surface; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: transparent; color: @mutedText; border: none; border-bottom: 1px solid @border;
    padding: 0.35em 0.6em; font-weight: normal;
}
QSplitter::handle { background: transparent; }
QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: @border; border-radius: 4px; min-height: 24px; margin: 1px; }
QScrollBar::handle:vertical:hover { background: @mutedText; }
QScrollBar::handle:vertical:focus { background: @accent; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: @border; border-radius: 4px; min-width: 24px; margin: 1px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { border: 1px solid @border; border-radius: 3px; background: @window; max-height: 4px; }
QProgressBar::chunk { border-radius: 2px; background: @accent; }

QLabel[muted="true"] { color: @mutedText; }
QLabel[error="true"] { color: @error; }
QLabel[pill="true"] {
    color: @accent; border: 1px solid @accent; border-radius: 0.5em; padding: 0 0.5em;
}
QCheckBox { color: @text; spacing: 0.5em; }
QCheckBox::indicator {
    width: 1em; height: 1em; border: 1px solid @mutedText; border-radius: 3px; background: @surface;
}
QCheckBox::indicator:checked {
    background: @accent; border-color: @accent; image: url(:/icons/check-@shade.svg);
}
QCheckBox::indicator:focus { border-color: @text; }
QFrame[message="error"], QFrame[message="notice"] {
    background: @surface; border: 1px solid @error; border-radius: 8px;
}
QFrame[message="error"] QLabel { color: @error; }
QFrame[message="notice"] { border-color: @border; }
)";

// Qt resolves "em" once, when a widget is first polished; a zoom would leave those lengths behind.
QString inPixels(const QString& sheet, int em)
{
    static const QRegularExpression length("([0-9.]+)em");
    QString text;
    qsizetype done = 0;
    for (const auto& match : length.globalMatch(sheet)) {
        text += sheet.mid(done, match.capturedStart() - done);
        text += QString::number(qRound(match.captured(1).toDouble() * em)) + "px";
        done = match.capturedEnd();
    }
    return text + sheet.mid(done);
}

} // namespace

QString styleSheet(const Theme& theme, int em)
{
    const auto palette = paletteOf(theme);
    const QList<std::pair<QString, QString>> values{
        // A name that begins like another stands before it.
        {"@surface", theme.surface.name()},
        {"@shade", theme.dark ? "dark" : "light"},
        {"@border", theme.border.name()},
        {"@text", theme.text.name()},
        {"@mutedText", theme.mutedText.name()},
        {"@accentHover",
         theme.dark ? theme.accent.lighter(112).name() : theme.accent.darker(112).name()},
        {"@accent", theme.accent.name()},
        {"@onAccent", theme.onAccent.name()},
        {"@error", theme.error.name()},
        {"@window", theme.window.name()},
        {"@disabled", palette.color(QPalette::Disabled, QPalette::Text).name()},
    };
    QString text = inPixels(rules, em);
    for (const auto& [name, value] : values)
        text.replace(name, value);
    return text;
}

} // namespace logitscope
