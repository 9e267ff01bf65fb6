// The two files of a tokenizer, made up, and what it makes of a text.
#pragma once

#include "core/text/tokenizer.h"

#include <QByteArray>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <utility>
#include <vector>

namespace logitscope::fixtures
{

using Ids = QList<int>;

// bytes_to_unicode() of GPT-2's encoder.py, as it is written there.
inline QString byteAlphabet()
{
    QList<int> bytes;
    for (int byte = '!'; byte <= '~'; ++byte)
        bytes << byte;
    for (int byte = 0xA1; byte <= 0xAC; ++byte)
        bytes << byte;
    for (int byte = 0xAE; byte <= 0xFF; ++byte)
        bytes << byte;
    QString alphabet(256, QChar());
    for (const int byte : bytes)
        alphabet[byte] = QChar(byte);
    int next = 256;
    for (int byte = 0; byte < 256; ++byte) {
        if (!bytes.contains(byte))
            alphabet[byte] = QChar(next++);
    }
    return alphabet;
}

// A model's two files, made up.
struct Files
{
    QStringList tokens; // by id
    QByteArray merges = "#version: 0.2\n";

    QByteArray vocab() const
    {
        QJsonObject object;
        for (int id = 0; id < tokens.size(); ++id)
            object[tokens[id]] = id;
        return QJsonDocument(object).toJson();
    }
};

// Single bytes, then "ab" and "abc", and <|endoftext|> last.
inline Files smallFiles()
{
    Files files;
    for (const QChar character : byteAlphabet())
        files.tokens << character;
    files.tokens << "ab"
                 << "abc"
                 << "<|endoftext|>";
    files.merges += "a b\nab c\n";
    return files;
}

inline Result<Tokenizer> loadFolder(const QString& folder)
{
    return Tokenizer::load(folder.toStdString());
}

using Contents = QList<std::pair<QString, QByteArray>>; // of files, by name

// "model" stands for the folder in the Error.
inline Result<Tokenizer> loadAll(const Contents& files)
{
    const QTemporaryDir folder;
    for (const auto& [name, contents] : files) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(contents) != contents.size())
            return fail("the test could not write its files");
    }
    Result<Tokenizer> tokenizer = loadFolder(folder.path());
    if (!tokenizer)
        tokenizer.error().message.replace(
            tokenizer.error().message.find(folder.path().toStdString()),
            std::size_t(folder.path().size()), "model");
    return tokenizer;
}

// With what else lies in the folder.
inline Result<Tokenizer> loadFiles(const QByteArray& vocab, const QByteArray& merges,
                                   const Contents& more = {})
{
    return loadAll(Contents{{"vocab.json", vocab}, {"merges.txt", merges}} + more);
}

inline Ids encoded(const Tokenizer& tokenizer, const QByteArray& text,
                   SpecialTokens special = SpecialTokens::AsText)
{
    const std::vector<TokenId> tokens = tokenizer.encode(text.toStdString(), special);
    return {tokens.begin(), tokens.end()};
}

} // namespace logitscope::fixtures
