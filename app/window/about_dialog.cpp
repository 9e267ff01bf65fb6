#include "app/window/about_dialog.h"

#include "app/version/version.h"
#include "app/window/licences.h"
#include "core/model/open_torch.h"
#include "core/model/simd_target.h"
#include "widgets/look.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QPushButton>
#include <QScreen>
#include <QSysInfo>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

#include <utility>

namespace logitscope
{

namespace
{

using Fact = std::pair<QString, QString>;

QString torchText()
{
    const auto version = QString::fromStdString(torchVersion());
    if (version.isEmpty())
        return AboutDialog::tr("not in this build");
    return isTorchInstalled() ? version : AboutDialog::tr("not installed");
}

// What a report of a bug needs, most telling first.
std::vector<Fact> facts()
{
    const auto commit = QString::fromStdString(logitscope::commit());
    return {
        {AboutDialog::tr("Version"), QString::fromStdString(version())},
        {AboutDialog::tr("Commit"), commit.isEmpty() ? AboutDialog::tr("unknown") : commit},
        {AboutDialog::tr("Qt"),
         AboutDialog::tr("%1, built with %2").arg(qVersion(), QT_VERSION_STR)},
        {AboutDialog::tr("libtorch"), torchText()},
        {AboutDialog::tr("Native engine"), QString::fromStdString(simdTarget())},
        {AboutDialog::tr("System"),
         AboutDialog::tr("%1, %2, %3")
             .arg(QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture(),
                  QGuiApplication::platformName())},
    };
}

// Cells of a table; a line of it is short, so that large type needs no scrolling sideways.
QString row(const QStringList& cells)
{
    QString html;
    for (const auto& cell : cells)
        html += QStringLiteral("<td style='padding-right: 18px'>%1</td>").arg(cell.toHtmlEscaped());
    return "<tr>" + html + "</tr>";
}

} // namespace

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent), text_(new QTextBrowser(this))
{
    setWindowTitle(tr("About Logitscope"));
    setModal(true);
    text_->setAccessibleName(tr("About Logitscope"));
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    keepFitting(*text_, [this] { showText(); });

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    copy_ = buttons->addButton(tr("&Copy details"), QDialogButtonBox::ActionRole);
    copy_->setToolTip(tr("Copies versions and system as text, for a report of a bug."));
    connect(copy_, &QPushButton::clicked, this,
            [] { QGuiApplication::clipboard()->setText(details()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(text_, 1);
    layout->addWidget(buttons);
    buttons->button(QDialogButtonBox::Close)->setFocus();

    const int em = fontMetrics().height();
    resize(QSize(44 * em, 40 * em).boundedTo(screen()->availableSize() - QSize(40, 60)));
}

QString AboutDialog::details()
{
    QString text = tr("Logitscope") + '\n';
    for (const auto& [name, value] : facts())
        text += tr("%1: %2").arg(name, value) + '\n';
    return text;
}

// Again where font or colours are others: the icon is as large as four lines.
void AboutDialog::showText()
{
    text_->document()->addResource(
        QTextDocument::ImageResource, QUrl("icon"),
        QGuiApplication::windowIcon().pixmap(4 * text_->fontMetrics().height()));
    QString html = QStringLiteral("<table><tr><td style='padding-right: 18px'><img src='icon'></td>"
                                  "<td><h2>%1</h2><p>%2</p><p>%3</p></td></tr></table>")
                       .arg(tr("Logitscope"), tr("See how a language model chooses its next word."),
                            tr("Free software under the GNU General Public License, version 3 or "
                               "later, without any warranty."));
    html += "<table style='margin-top: 12px'>";
    for (const auto& [name, value] : facts())
        html += row({name, value});
    html += "</table>" + QStringLiteral("<h3>%1</h3><table>").arg(tr("Licences of all parts"));
    for (const auto& part : licencedParts())
        html += row({part.name, part.licence, part.purpose});
    text_->setHtml(html + "</table>");
}

} // namespace logitscope
