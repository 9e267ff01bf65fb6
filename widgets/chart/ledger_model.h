// The ledger's rows, made when they are looked at. Tokens that a server didn't tell stand in one
// last row together, until somebody looks for one of them.
#pragma once

#include "core/sampling/ledger.h"
#include "widgets/chart/chart_rows.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace logitscope
{

class LedgerModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    // Those before and behind the stages'.
    enum Column
    {
        Rank,
        Token,
        Id,
        Logit,
        Model,
        FirstStage,
    };

    void setStep(std::shared_ptr<const ShapedStep> step, const SamplerChain& chain,
                 std::optional<double> mu, std::optional<TokenId> chosen, const BytesOf& bytesOf);
    void clear();

    // Only tokens that have this in their text, or this id; all of them for an empty one.
    void find(const QString& text);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    int verdictColumn() const; // behind the stages; what follows is u, where one number picks
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

    TokenId token(int row) const; // below 0: the row of all that are not known

    bool isOthers(int row) const { return ranks_[static_cast<std::size_t>(row)] == others; }

    int tokenCount() const;         // of rows of one token
    int rowOf(TokenId token) const; // -1: it is not shown
    int vocabulary() const;

    // As a file has it: every digit.
    QString exactText(int row, int column) const;

private:
    static constexpr int others = -1; // in place of a rank

    double valueOf(int rank, int column) const; // to sort by
    QString textOfOthers(int column) const;
    QString textOf(int rank, int column) const;
    QString labelOf(int rank) const;
    void arrange();
    void sortRanks();
    bool isWanted(TokenId token) const;
    void findWanted();
    std::vector<TokenId> shownTokens() const;
    void follow(const std::vector<TokenId>& before);

    std::optional<Ledger> ledger_;
    SamplerChain chain_;
    std::optional<TokenId> chosen_;
    BytesOf bytesOf_;
    QString wantedText_;
    std::vector<bool> wanted_; // by token: found once, not at every tick of a slider
    int sortColumn_ = Rank;
    Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
    std::vector<int> ranks_; // that are shown, in their order
};

} // namespace logitscope
