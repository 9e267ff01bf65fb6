#include "app/explore/paper_dice_dialog.h"

#include "core/atomic_file.h"
#include "core/sampling/percent.h"
#include "widgets/control/message_bar.h"

#include <QBuffer>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QPdfWriter>
#include <QPrintDialog>
#include <QPrinter>
#include <QPushButton>
#include <QScreen>
#include <QTableWidget>
#include <QTextDocument>
#include <QVBoxLayout>

#include <memory>

namespace logitscope
{

namespace
{

QString twoDigits(int roll)
{
    return QString::number(roll).rightJustified(2, u'0');
}

QString rollsText(const PaperDiceRow& row)
{
    return row.first == row.last ? twoDigits(row.first)
                                 : twoDigits(row.first) + u'–' + twoDigits(row.last);
}

} // namespace

PaperDiceDialog::PaperDiceDialog(const std::vector<PaperDiceRow>& rows,
                                 const std::function<QString(int place)>& label,
                                 const QString& text, Pick pick, QWidget* parent)
    : QDialog(parent)
    , text_(text)
    , message_(new MessageBar(this))
    , table_(new QTableWidget(static_cast<int>(rows.size()), 3, this))
{
    setWindowTitle(tr("Paper dice"));
    auto* explanation =
        new QLabel(tr("Roll two ten-sided dice, one for the tens and one for the ones. The row "
                      "that has the number is the token that comes.") +
                       ' ' +
                       (pick == Pick::Gumbel
                            ? tr("The program picks with a random number for each token instead; "
                                 "the probabilities are the same.")
                            : tr("The two digits are those of the random number u.")),
                   this);
    explanation->setWordWrap(true);
    table_->setAccessibleName(tr("Which roll picks which token"));
    table_->setHorizontalHeaderLabels({tr("Roll"), tr("Token"), tr("Probability")});
    table_->verticalHeader()->hide();
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    for (int index = 0; index < table_->rowCount(); ++index) {
        const auto& row = rows[static_cast<std::size_t>(index)];
        const auto name = row.place < 0 ? tr("others: roll again, or choose") : label(row.place);
        table_->setItem(index, 0, new QTableWidgetItem(rollsText(row)));
        table_->setItem(index, 1, new QTableWidgetItem(name));
        table_->setItem(
            index, 2, new QTableWidgetItem(QString::fromStdString(formatPercent(row.probability))));
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* print = buttons->addButton(tr("Print…"), QDialogButtonBox::ActionRole);
    auto* pdf = buttons->addButton(tr("Save as PDF…"), QDialogButtonBox::ActionRole);
    auto* column = new QVBoxLayout(this);
    for (auto* part : std::initializer_list<QWidget*>{message_, explanation, table_, buttons})
        column->addWidget(part);
    connect(print, &QPushButton::clicked, this, &PaperDiceDialog::print);
    connect(pdf, &QPushButton::clicked, this, &PaperDiceDialog::choosePdf);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    // A room's large letters have no more room than others.
    resize(sizeHint()
               .expandedTo({fontMetrics().height() * 26, fontMetrics().height() * 28})
               .boundedTo(screen()->availableSize() * 0.9));
}

QString PaperDiceDialog::html() const
{
    auto html = QStringLiteral("<h2>%1</h2><p>%2</p><p>%3</p><table border='1' cellspacing='0' "
                               "cellpadding='4'>")
                    .arg(windowTitle().toHtmlEscaped(),
                         tr("Two ten-sided dice, tens and ones, sample the token that comes behind "
                            "this text:")
                             .toHtmlEscaped(),
                         text_.toHtmlEscaped());
    html += QStringLiteral("<tr>");
    for (int column = 0; column < table_->columnCount(); ++column)
        html += QStringLiteral("<th>%1</th>")
                    .arg(table_->horizontalHeaderItem(column)->text().toHtmlEscaped());
    html += QStringLiteral("</tr>");
    for (int row = 0; row < table_->rowCount(); ++row) {
        html += QStringLiteral("<tr>");
        for (int column = 0; column < table_->columnCount(); ++column)
            html += QStringLiteral("<td>%1</td>")
                        .arg(table_->item(row, column)->text().toHtmlEscaped());
        html += QStringLiteral("</tr>");
    }
    return html + QStringLiteral("</table>");
}

void PaperDiceDialog::print()
{
    auto printer = std::make_shared<QPrinter>();
    auto* dialog = new QPrintDialog(printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, qOverload<QPrinter*>(&QPrintDialog::accepted), this, [this, printer] {
        QTextDocument document;
        document.setHtml(html());
        document.print(printer.get());
    });
    dialog->open();
}

Result<void> PaperDiceDialog::savePdf(const QString& file) const
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setTitle(windowTitle());
    QTextDocument document;
    document.setHtml(html());
    document.print(&writer);
    const auto& bytes = buffer.data();
    return writeAtomically(QFile::encodeName(file).toStdString(),
                           {bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

void PaperDiceDialog::choosePdf()
{
    auto* files = new QFileDialog(this, tr("Save the paper dice"), QString(), tr("PDF (*.pdf)"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix("pdf");
    files->selectFile(tr("paper-dice") + ".pdf");
    connect(files, &QFileDialog::fileSelected, this, [this](const QString& file) {
        const auto saved = savePdf(file);
        message_->showSentence(saved ? QString() : QString::fromStdString(saved.error().message));
    });
    files->open();
}

} // namespace logitscope
