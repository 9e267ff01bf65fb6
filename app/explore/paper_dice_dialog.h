// A sheet with which two ten-sided dice sample the next token: to print, or as a PDF.
#pragma once

#include "core/result.h"
#include "core/room/paper_dice.h"
#include "core/sampling/sampler_chain.h"

#include <QDialog>
#include <QString>

#include <functional>
#include <vector>

class QTableWidget;

namespace logitscope
{

class MessageBar;

class PaperDiceDialog : public QDialog
{
    Q_OBJECT

public:
    // `label` names what has a place among the probabilities; `text` is what comes before, `pick`
    // how the program picks.
    PaperDiceDialog(const std::vector<PaperDiceRow>& rows,
                    const std::function<QString(int place)>& label, const QString& text, Pick pick,
                    QWidget* parent = nullptr);

    QTableWidget* table() const { return table_; }

    QString html() const; // what is printed

    // Errors: the file can't be written.
    Result<void> savePdf(const QString& file) const;

private:
    void print();
    void choosePdf();

    QString text_;
    MessageBar* message_;
    QTableWidget* table_;
};

} // namespace logitscope
