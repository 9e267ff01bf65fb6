// The random seed: any number from 0 to 2^64 - 1, and a button for a new one.
#pragma once

#include <QWidget>

#include <cstdint>

class QLineEdit;
class QToolButton;

namespace logitscope
{

class SeedBox : public QWidget
{
    Q_OBJECT

public:
    explicit SeedBox(QWidget* parent = nullptr);

    std::uint64_t seed() const { return seed_; }

    void setSeed(std::uint64_t seed); // says nothing

    // Takes what stands in the field, as Return does.
    void takeTyped();

    QLineEdit* field() const { return field_; }

    QToolButton* reroll() const { return reroll_; }

signals:
    void seedChanged(quint64 seed); // by the user

private:
    std::uint64_t seed_ = 1;
    QLineEdit* field_;
    QToolButton* reroll_;
};

} // namespace logitscope
