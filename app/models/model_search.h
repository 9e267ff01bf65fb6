// Which models the list shows: those of a name or licence, here or to download.
#pragma once

#include <QWidget>

class QBoxLayout;
class QLineEdit;

namespace logitscope
{

class SegmentedSwitch;
struct ModelItem;

class ModelSearch : public QWidget
{
    Q_OBJECT

public:
    explicit ModelSearch(QWidget* parent = nullptr);

    enum Filter
    {
        All,
        Here,
        ToDownload,
    };

    bool finds(const ModelItem& item) const;

    // What stands there where nothing is found.
    QString nothingText() const;

    // So that everything is found. changed() doesn't come.
    void reset();

    QLineEdit* field() const { return field_; }

    SegmentedSwitch* filter() const { return filter_; }

signals:
    void changed();
    void entered(); // Return: to what is found

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QBoxLayout* layout_; // the field, and the filter beside or below it
    QLineEdit* field_;
    SegmentedSwitch* filter_;
};

} // namespace logitscope
