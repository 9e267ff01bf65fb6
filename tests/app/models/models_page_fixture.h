// The Models page on models that are really there, and a hub that does what a test says.
#pragma once

#include "app/models/model_row.h"
#include "app/models/model_rows.h"
#include "app/models/models_page.h"
#include "scripted_hub.h"
#include "tests/fixtures/checkpoint.h"

#include <QSignalSpy>
#include <QString>
#include <QStringList>
#include <QTest>

#include <filesystem>
#include <memory>

namespace logitscope::fixtures
{

inline QString text(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

inline void click(QWidget* button)
{
    QTest::mouseClick(button, Qt::LeftButton);
}

// A test class has it as a base, and opens and closes it around each test.
class ModelsPageFixture
{
protected:
    // False where the page hasn't found its models.
    bool open()
    {
        downloaded_ = std::make_unique<TestFolder>();
        cached_ = std::make_unique<TestFolder>();
        folder_ = std::make_unique<TestFolder>();
        for (const auto* each : {downloaded_.get(), cached_.get(), folder_.get()})
            randomCheckpoint({}, 1).writeTo(*each);
        cached_->write("README.md", "---\nlicense: apache-2.0\n---\n");
        hub_ = std::make_unique<ScriptedHub>();
        hub_->setCached({{"gpt2", "607a30d783dfa663", downloaded_->path(), true},
                         {"owner/name", "0123456789abcdef", cached_->path(), false}});
        return openPage();
    }

    bool openPage() // another one, of the hub as it is now
    {
        page_.reset();
        page_ = std::make_unique<ModelsPage>(hub_->services());
        page_->setRecent({key(*folder_)});
        page_->resize(1200, 900);
        page_->show();
        return look();
    }

    void close()
    {
        page_.reset();
        hub_.reset();
    }

    bool look() // and waits for what is found
    {
        QSignalSpy found(page_.get(), &ModelsPage::found);
        page_->look();
        return found.wait(10'000);
    }

    ModelRow* row(const QString& key) const { return page_->rows()->row(key); }

    QString key(const TestFolder& folder) const { return text(folder.path()); }

    QStringList shown() const // keys
    {
        QStringList keys;
        for (const auto* each : page_->rows()->rows())
            keys << each->key();
        return keys;
    }

    void pick(const QString& key) { click(row(key)); }

    std::unique_ptr<TestFolder> downloaded_; // gpt2
    std::unique_ptr<TestFolder> cached_;     // owner/name
    std::unique_ptr<TestFolder> folder_;     // opened once
    std::unique_ptr<ScriptedHub> hub_;
    std::unique_ptr<ModelsPage> page_;
};

} // namespace logitscope::fixtures
