// File ▸ Connect to a server…: the address of a model that runs elsewhere, and its key. It closes
// once the model is open; until then nothing of what was typed is lost.
#pragma once

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace logitscope
{

class ModelOpener;

class ConnectDialog : public QDialog
{
    Q_OBJECT

public:
    // `address`: what stands there first. The opener outlives the dialog.
    ConnectDialog(ModelOpener& opener, const QString& address, QWidget* parent = nullptr);

    QLineEdit* address() const { return address_; }

    QLineEdit* key() const { return key_; }

    QCheckBox* keepsKey() const { return keepsKey_; }

    QLineEdit* tokenizer() const { return tokenizer_; }

    QPushButton* connectButton() const { return connect_; }

    // What is wrong; empty: nothing.
    QString sentence() const;

    void reject() override; // ends the connecting

protected:
    bool event(QEvent* event) override;

private:
    void makeLayout();
    void begin();
    void showFailure(const QString& sentence);
    void say(const QString& sentence, bool isComplaint);
    void setConnecting(bool isConnecting);
    void chooseTokenizer();
    void takeAddress();
    QString place() const; // that the address means

    ModelOpener& opener_;
    QLineEdit* address_;
    QLineEdit* key_;
    QCheckBox* keepsKey_;
    QLineEdit* tokenizer_;
    QPushButton* chooseTokenizer_;
    QLabel* state_;
    QProgressBar* bar_;
    QPushButton* connect_;
    bool isConnecting_ = false;
    QString remembered_; // the tokenizer's folder, as it was last filled in
};

} // namespace logitscope
