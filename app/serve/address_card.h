// Where the model answers: what a person copies, or reads from a projector.
#pragma once

#include "widgets/control/card.h"

#include <QString>
#include <QStringList>

#include <vector>

class QGridLayout;
class QLabel;

namespace logitscope
{

class CopyButton;
class ElidedLabel;

class AddressCard : public Card
{
    Q_OBJECT

public:
    explicit AddressCard(QWidget* parent = nullptr);

    // At least one address, the best one first: "http://192.168.1.17:8000/v1". An empty key: none
    // is needed.
    void setAddresses(const QStringList& baseUrls, const QString& apiKey);

    void setModel(const QString& name);

    // Presenter mode: the addresses and the key large, the line for a terminal gone.
    void setPresenting(bool presenting);

    QStringList addresses() const;
    QString curlText() const;

private:
    struct Line
    {
        QLabel* name;
        QLabel* text;
        CopyButton* copy;
    };

    Line makeLine(const QString& name, const QString& copies);
    void setText(const Line& line, const QString& text) const;
    void applyFont();

    bool presenting_ = false;
    ElidedLabel* caption_;
    QGridLayout* grid_;
    std::vector<Line> addresses_;
    Line key_;
    Line curl_;
};

} // namespace logitscope
