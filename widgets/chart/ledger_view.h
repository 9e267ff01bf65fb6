// The ledger: every token of the vocabulary at the selected step, with what each stage of the chain
// left of its probability, why it is kept or removed, and which random numbers pick it. A token can
// be found by its text or its id, wherever it ranks.
#pragma once

#include "core/sampling/sampler_chain.h"
#include "core/sampling/shaped_step.h"
#include "widgets/chart/chart_rows.h"

#include <QStringList>
#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QLineEdit;
class QTableView;
class QToolButton;

namespace logitscope
{

class LedgerModel;

class LedgerView : public QWidget
{
    Q_OBJECT

public:
    explicit LedgerView(QWidget* parent = nullptr);

    // A step that was shaped by the chain, with mirostat's bound then. The chosen token's row is
    // marked.
    void setStep(std::shared_ptr<const ShapedStep> step, const SamplerChain& chain,
                 std::optional<double> mu, std::optional<TokenId> chosen, const BytesOf& bytesOf);
    void clear();

    QTableView* table() const { return table_; }

    QLineEdit* finder() const { return finder_; }

    QToolButton* exporter() const { return export_; }

    // All rows that are shown, in their order, with every digit.
    QByteArray csv() const;

signals:
    void candidatePicked(logitscope::TokenId token); // a row was activated
    void exportRequested();

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void copySelection() const;
    QStringList headings() const;
    void fit();
    void showCount();

    LedgerModel* model_;
    QStringList fitted_; // headings of the columns whose widths were set last
    QLineEdit* finder_;
    QLabel* count_;
    QToolButton* export_;
    QTableView* table_;
};

} // namespace logitscope
