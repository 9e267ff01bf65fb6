// The room with the bundled model, without a window: prints its link, then takes a line of the
// standard input at a time, and answers "done" or what is wrong.
//
//   ask TEXT             the text so far; "time" and "day" are the candidates
//   offer WORD           the only candidate
//   probability P WORD   the model's, for the tally
//   reveal
//   sample WORD
//   close
#include "app/serve/room_host.h"
#include "core/generation/open_model.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <unistd.h>

using namespace logitscope;

namespace
{

class Room : public QObject
{
public:
    explicit Room(std::shared_ptr<const OpenModel> model) : model_(std::move(model))
    {
        connect(&input_, &QSocketNotifier::activated, this, [this] { read(); });
    }

    bool open()
    {
        const auto opened = host_.open(RoomHost::ThisComputer, 0);
        say(opened ? host_.link().toStdString() : opened.error().message);
        return opened.has_value();
    }

private:
    void read()
    {
        char bytes[4096];
        const auto count = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (count <= 0)
            return QCoreApplication::quit();
        received_.append(bytes, static_cast<std::size_t>(count));
        for (auto end = received_.find('\n'); end != std::string::npos;
             end = received_.find('\n')) {
            const auto line = received_.substr(0, end);
            received_.erase(0, end + 1);
            const auto space = std::min(line.find(' '), line.size());
            say(obey(line.substr(0, space), line.substr(std::min(space + 1, line.size()))));
        }
    }

    std::string obey(const std::string& order, const std::string& rest)
    {
        if (order == "ask") {
            text_ = rest;
            round_.ask(model_, text_, {}, {"time", "day"});
        } else if (order == "offer") {
            round_.setCandidates({rest});
        } else if (order == "probability") {
            const auto space = rest.find(' ');
            round_.setProbability(tokensOfWord(*model_, text_, rest.substr(space + 1)),
                                  std::stod(rest.substr(0, space)));
        } else if (order == "reveal") {
            round_.reveal();
        } else if (order == "sample") {
            round_.sample(tokensOfWord(*model_, text_, rest).front());
        } else if (order == "close") {
            (void)host_.open(RoomHost::Off, 0);
        } else {
            return "there is no order " + order;
        }
        return "done";
    }

    static void say(const std::string& line)
    {
        std::puts(line.c_str());
        std::fflush(stdout);
    }

    std::shared_ptr<const OpenModel> model_;
    RoomRound round_;
    RoomHost host_{round_};
    QSocketNotifier input_{STDIN_FILENO, QSocketNotifier::Read};
    std::string received_;
    std::string text_;
};

} // namespace

int main(int count, char** arguments)
{
    const QCoreApplication application(count, arguments);
    auto model = openModelFolder(LOGITSCOPE_STARTER_MODEL);
    if (!model) {
        std::fprintf(stderr, "%s\n", model.error().message.c_str());
        return 1;
    }
    Room room(*std::move(model));
    return room.open() ? QCoreApplication::exec() : 1;
}
