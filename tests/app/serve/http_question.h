// A client that asks without waiting: the answer comes while the test's event loop runs.
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QTcpSocket>

namespace logitscope::fixtures
{

class HttpQuestion
{
public:
    // A completion; or, without a body, what is at another path.
    HttpQuestion(int port, const QByteArray& body, const QByteArray& key = {},
                 const QByteArray& path = "/v1/completions")
    {
        QByteArray request = (body.isEmpty() ? "GET " : "POST ") + path +
                             " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        if (!key.isEmpty())
            request += "Authorization: Bearer " + key + "\r\n";
        request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
        QObject::connect(&socket_, &QTcpSocket::connected, &socket_,
                         [this, request] { socket_.write(request); });
        QObject::connect(&socket_, &QTcpSocket::readyRead, &socket_,
                         [this] { answer_ += socket_.readAll(); });
        socket_.connectToHost("127.0.0.1", static_cast<quint16>(port));
    }

    bool isOver() const { return socket_.state() == QAbstractSocket::UnconnectedState; }

    int status() const { return answer_.mid(9, 3).toInt(); }

    const QByteArray& answer() const { return answer_; } // all of it, as it comes

    // Of an answer that is no stream.
    QJsonObject json() const
    {
        return QJsonDocument::fromJson(answer_.mid(answer_.indexOf("\r\n\r\n") + 4)).object();
    }

    QString text(int choice = 0) const
    {
        return json()["choices"].toArray()[choice].toObject()["text"].toString();
    }

    void hangUp() { socket_.abort(); }

private:
    QTcpSocket socket_;
    QByteArray answer_;
};

} // namespace logitscope::fixtures
