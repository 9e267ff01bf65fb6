// A telephone in the room, which asks without waiting: the answer comes while the test's event loop
// runs.
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QString>
#include <QUrl>

#include <memory>

namespace logitscope::fixtures
{

class Telephone
{
public:
    Telephone(int port, QString key, int person)
        : port_(port)
        , key_(std::move(key))
        , person_(QStringLiteral("%1").arg(person, 16, 16, QLatin1Char('0')))
    {
    }

    void look() { reply_.reset(network_.get(request("/state"))); }

    void predict(int round, const QString& word, double confidence, const QString& name = {})
    {
        const QJsonObject body{
            {"round", round}, {"word", word}, {"confidence", confidence}, {"name", name}};
        auto asked = request("/predictions");
        asked.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
        reply_.reset(network_.post(asked, QJsonDocument(body).toJson()));
    }

    bool isOver() const { return reply_->isFinished(); }

    int status() const
    {
        return reply_->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }

    // Once.
    QJsonObject json() { return QJsonDocument::fromJson(reply_->readAll()).object(); }

private:
    QNetworkRequest request(const QString& path) const
    {
        QNetworkRequest request(QUrl(QString("http://127.0.0.1:%1%2").arg(port_).arg(path)));
        request.setRawHeader("X-Room-Key", key_.toUtf8());
        request.setRawHeader("X-Room-Person", person_.toUtf8());
        return request;
    }

    int port_;
    QString key_;
    QString person_;
    QNetworkAccessManager network_;
    std::unique_ptr<QNetworkReply> reply_;
};

} // namespace logitscope::fixtures
