#include "widgets/chart/ledger_model.h"

#include "core/run/bounded_text.h"
#include "core/text/token_label.h"
#include "widgets/text/token_font.h"
#include "widgets/theme.h"

#include <QBrush>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>

#include <algorithm>
#include <numeric>

namespace logitscope
{

namespace
{

QString intervalText(const Shaped::Interval& interval)
{
    const auto [begin, end] = interval;
    return begin < end ? QStringLiteral("%1 – %2").arg(QString::number(begin, 'f', 6),
                                                       QString::number(end, 'f', 6))
                       : QStringLiteral("–");
}

} // namespace

void LedgerModel::setStep(std::shared_ptr<const ShapedStep> step, const SamplerChain& chain,
                          std::optional<double> mu, std::optional<TokenId> chosen,
                          const BytesOf& bytesOf)
{
    const auto stagesBefore = ledger_ ? ledger_->stages() : std::vector<StageKind>();
    const int columnsBefore = columnCount();
    const int sizeBefore = vocabulary();
    const auto tokens = shownTokens();
    ledger_.emplace(std::move(step), chain, mu);
    chain_ = chain;
    chosen_ = chosen;
    bytesOf_ = bytesOf;
    if (sizeBefore != vocabulary())
        findWanted();

    const bool isSameTable = ledger_->stages() == stagesBefore && sizeBefore == vocabulary() &&
                             columnsBefore == columnCount();
    isSameTable ? emit layoutAboutToBeChanged() : beginResetModel();
    arrange();
    if (isSameTable)
        follow(tokens);
    isSameTable ? emit layoutChanged() : endResetModel();
    emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

void LedgerModel::clear()
{
    beginResetModel();
    ledger_.reset();
    ranks_.clear();
    endResetModel();
}

void LedgerModel::find(const QString& text)
{
    beginResetModel();
    wantedText_ = text;
    findWanted();
    arrange();
    endResetModel();
}

void LedgerModel::sort(int column, Qt::SortOrder order)
{
    emit layoutAboutToBeChanged();
    sortColumn_ = column;
    sortOrder_ = order;
    const auto tokens = shownTokens();
    arrange();
    follow(tokens);
    emit layoutChanged();
}

std::vector<TokenId> LedgerModel::shownTokens() const
{
    std::vector<TokenId> tokens;
    for (int row = 0; row < rowCount(); ++row)
        tokens.push_back(token(row));
    return tokens;
}

// What is selected stays so, wherever its row goes.
void LedgerModel::follow(const std::vector<TokenId>& before)
{
    std::vector<int> rows(static_cast<std::size_t>(vocabulary()), -1);
    for (int row = 0; row < tokenCount(); ++row)
        rows[static_cast<std::size_t>(token(row))] = row;
    const int ofOthers = tokenCount() < rowCount() ? tokenCount() : -1;
    const auto indexes = persistentIndexList();
    QModelIndexList moved;
    for (const auto& each : indexes) {
        const auto old = before[static_cast<std::size_t>(each.row())];
        const int row = old < 0 ? ofOthers : rows[static_cast<std::size_t>(old)];
        moved << (row < 0 ? QModelIndex() : index(row, each.column()));
    }
    changePersistentIndexList(indexes, moved);
}

bool LedgerModel::isWanted(TokenId token) const
{
    bool isNumber = false;
    const TokenId id = wantedText_.trimmed().toInt(&isNumber);
    return wantedText_.isEmpty() || (isNumber && token == id) ||
           QString::fromStdString(bytesOf_(token)).contains(wantedText_, Qt::CaseInsensitive);
}

void LedgerModel::findWanted()
{
    wanted_.resize(static_cast<std::size_t>(vocabulary()));
    for (TokenId token = 0; token < vocabulary(); ++token)
        wanted_[static_cast<std::size_t>(token)] = isWanted(token);
}

void LedgerModel::arrange()
{
    ranks_.clear();
    if (!ledger_)
        return;
    const bool hasOthers = wantedText_.isEmpty() && ledger_->distribution().unknownCount() > 0;
    const int end = hasOthers ? ledger_->distribution().known() : vocabulary();
    for (int rank = 0; rank < end; ++rank)
        if (wanted_[static_cast<std::size_t>(ledger_->distribution().token(rank))])
            ranks_.push_back(rank);
    if (sortColumn_ != Rank || sortOrder_ != Qt::AscendingOrder)
        sortRanks();
    if (hasOthers) // last in any order
        ranks_.push_back(others);
}

void LedgerModel::sortRanks()
{
    // Asked for once a row, not once a comparison.
    std::vector<std::pair<double, int>> keyed;
    std::vector<std::pair<QString, int>> labelled;
    for (const int rank : ranks_) {
        if (sortColumn_ == Token || sortColumn_ == verdictColumn())
            labelled.emplace_back(textOf(rank, sortColumn_), rank);
        else
            keyed.emplace_back(valueOf(rank, sortColumn_), rank);
    }
    const auto take = [this](auto& rows) {
        std::ranges::stable_sort(rows);
        std::ranges::transform(rows, ranks_.begin(), [](const auto& row) { return row.second; });
    };
    labelled.empty() ? take(keyed) : take(labelled);
    if (sortOrder_ == Qt::DescendingOrder)
        std::ranges::reverse(ranks_);
}

int LedgerModel::vocabulary() const
{
    return ledger_ ? ledger_->distribution().size() : 0;
}

int LedgerModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(ranks_.size());
}

int LedgerModel::verdictColumn() const
{
    return FirstStage + (ledger_ ? static_cast<int>(ledger_->stages().size()) : 0);
}

int LedgerModel::columnCount(const QModelIndex& parent) const
{
    if (parent.isValid())
        return 0;
    return verdictColumn() + (ledger_ && !ledger_->hasIntervals() ? 1 : 2); // with u
}

TokenId LedgerModel::token(int row) const
{
    return isOthers(row) ? -1
                         : ledger_->distribution().token(ranks_[static_cast<std::size_t>(row)]);
}

int LedgerModel::tokenCount() const
{
    const bool hasOthers = !ranks_.empty() && ranks_.back() == others;
    return rowCount() - (hasOthers ? 1 : 0);
}

int LedgerModel::rowOf(TokenId token) const
{
    if (!ledger_)
        return -1;
    const auto found = std::ranges::find(ranks_, ledger_->distribution().rankOf(token));
    return found == ranks_.end() ? -1 : static_cast<int>(found - ranks_.begin());
}

QString LedgerModel::labelOf(int rank) const
{
    const TokenId token = ledger_->distribution().token(rank);
    return QString::fromStdString(tokenLabel(token, bytesOf_(token)));
}

double LedgerModel::valueOf(int rank, int column) const
{
    switch (column) {
    case Rank:
        return rank + 1;
    case Id:
        return ledger_->distribution().token(rank);
    case Logit:
        return ledger_->distribution().logit(rank);
    case Model:
        return ledger_->distribution().probability(rank);
    default:
        return column < verdictColumn()
                   ? ledger_->after(static_cast<std::size_t>(column - FirstStage), rank)
                   : ledger_->interval(rank).begin;
    }
}

// Of all that a server didn't tell, as the chart's row of them says it.
QString LedgerModel::textOfOthers(int column) const
{
    const auto& distribution = ledger_->distribution();
    const auto rest = percentOf(distribution.rest());
    if (column == Token)
        return tr("other tokens (%1)").arg(countText(distribution.unknownCount()));
    if (column == Model)
        return rest;
    if (column == verdictColumn())
        return tr("unknown: the server told only their probability together, %1").arg(rest);
    if (column < FirstStage)
        return QStringLiteral("–");
    if (column > verdictColumn())
        return intervalText(ledger_->othersInterval());
    const auto stage = static_cast<std::size_t>(column - FirstStage);
    return ledger_->hasUnknownAfter(stage) ? tr("unknown") : QStringLiteral("–");
}

QString LedgerModel::textOf(int rank, int column) const
{
    if (rank == others)
        return textOfOthers(column);
    if (column == verdictColumn())
        return QString::fromStdString(ledger_->verdict(rank));
    if (column > verdictColumn())
        return intervalText(ledger_->interval(rank));
    const bool isUnknown = ledger_->shaped().verdict(rank).isUnknown();
    if (isUnknown && column == Model) // no other token is more likely than the last known one
        return QString::fromStdString(
            probabilityText(ledger_->distribution().probabilityBounds(rank), BoundedStyle::Short));
    if (isUnknown && column != Token && column != Id)
        return QStringLiteral("–");
    switch (column) {
    case Rank:
        return QLocale(QLocale::English).toString(rank + 1);
    case Token:
        return labelOf(rank);
    case Id:
        return QString::number(ledger_->distribution().token(rank));
    case Logit:
        return QString::number(ledger_->distribution().logit(rank), 'f', 3);
    default: {
        const double probability = valueOf(rank, column);
        return probability > 0.0 ? percentOf(probability) : QStringLiteral("–");
    }
    }
}

QString LedgerModel::exactText(int row, int column) const
{
    const int rank = ranks_[static_cast<std::size_t>(row)];
    if (column == Token || column == verdictColumn())
        return textOf(rank, column);
    const bool isUnknown = rank != others && ledger_->shaped().verdict(rank).isUnknown();
    const bool isNumber = column == Model            ? !isUnknown
                          : column == Id             ? rank != others
                          : column > verdictColumn() ? true
                                                     : rank != others && !isUnknown;
    if (!isNumber) // no cell says 0 of what isn't known
        return {};
    if (column > verdictColumn()) {
        const auto [begin, end] =
            rank == others ? ledger_->othersInterval() : ledger_->interval(rank);
        return QStringLiteral("%1,%2").arg(QString::number(begin, 'g', 17),
                                           QString::number(end, 'g', 17));
    }
    const double number = rank == others ? ledger_->distribution().rest() : valueOf(rank, column);
    return QString::number(number, 'g', column == Logit ? 9 : 17);
}

QVariant LedgerModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !ledger_)
        return {};
    const int rank = ranks_[static_cast<std::size_t>(index.row())];
    const bool isKept = rank != others && ledger_->shaped().verdict(rank).isKept();
    const bool isChosen = rank != others && ledger_->distribution().token(rank) == chosen_;
    switch (role) {
    case Qt::DisplayRole:
        return textOf(rank, index.column());
    case Qt::AccessibleTextRole: // where a colour says more than the text
        if (index.column() == Token && isChosen)
            return tr("%1, sampled").arg(labelOf(rank));
        return {};
    case Qt::ToolTipRole: // the column may be out of sight
        return textOf(rank, verdictColumn());
    case Qt::TextAlignmentRole: {
        const bool isText = index.column() == Token || index.column() == verdictColumn();
        return QVariant(Qt::AlignVCenter | (isText ? Qt::AlignLeft : Qt::AlignRight));
    }
    case Qt::FontRole:
        if (index.column() == Token && rank != others) // which are words
            return tokenFont(QGuiApplication::font(), 1.0);
        return {};
    case Qt::ForegroundRole:
        return isKept ? QVariant() : themeOf(QGuiApplication::palette()).mutedText;
    case Qt::BackgroundRole:
        if (isChosen) {
            QColor band = themeOf(QGuiApplication::palette()).chosen;
            band.setAlphaF(0.22f);
            return QBrush(band);
        }
        return {};
    default:
        return {};
    }
}

QVariant LedgerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || !ledger_)
        return {};
    const bool isTip = role == Qt::ToolTipRole;
    if (role != Qt::DisplayRole && !isTip)
        return {};
    switch (section) {
    case Rank:
        return isTip ? tr("The most likely token is 1.") : tr("Rank");
    case Token:
        return tr("Token");
    case Id:
        return isTip ? tr("The token's number in the vocabulary.") : tr("Id");
    case Logit:
        return isTip ? tr("The model's own number for it, before any stage.") : tr("Logit");
    case Model:
        return isTip ? tr("Before any stage: temperature 1, nothing removed.") : tr("Model");
    default:
        break;
    }
    if (section < verdictColumn()) {
        const auto kind = ledger_->stages()[static_cast<std::size_t>(section - FirstStage)];
        const auto heading = QString::fromStdString(stageText(*chain_.find(kind)));
        return isTip ? tr("The probability after this stage, among the tokens that it left: %1.")
                           .arg(heading)
                     : heading;
    }
    if (section == verdictColumn())
        return tr("Verdict");
    return isTip ? tr("The random numbers u that pick it.") : tr("u");
}

} // namespace logitscope
