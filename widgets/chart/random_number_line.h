// The interval [0, 1) of the random number u, divided among the kept tokens by their sampling
// probability, the most likely at the left; and where u lies. It shows how one number chooses
// a token, in the window and on the page. What tokens have that a server didn't tell is one hatched
// part at the end.
#pragma once

#include "core/sampling/shaped.h"
#include "widgets/chart/random_number_mark.h"

#include <QCoreApplication>
#include <QFont>
#include <QMap>
#include <QRectF>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

class QPainter;

namespace logitscope
{

struct Theme;

class RandomNumberLine
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::RandomNumberLine)

public:
    RandomNumberLine() = default; // of no step

    // `u` and `chosenRank`, both or neither, are those of the time when the step was generated.
    // Under other settings the same u can fall on another token: that one's segment is outlined,
    // while the chosen token's, if it is still kept, is filled with the colour of the chosen.
    RandomNumberLine(const Shaped& shaped, const std::function<QString(int rank)>& label,
                     std::optional<double> u, std::optional<int> chosenRank);

    // Another u, which somebody asks about; `label` is of the token that it would pick. It stands
    // in front, and the step's own u is a ghost.
    void ask(double u, const QString& label);

    void askNothing() { asked_.reset(); }

    std::optional<double> asked() const { return asked_; }

    bool isEmpty() const { return ends_.empty(); }

    int rankOf(double u) const; // that u picks, in [0, 1); of a line that isn't empty

    bool hasOthers() const { return others_.has_value(); }

    bool isOthers(int rank) const { return rank == others_; } // not one token, but all unknown ones

    std::optional<int> rankAtU() const { return rankAtU_; } // the step's own

    // The one asked about, or else the step's own.
    std::optional<double> shownU() const { return asked_ ? asked_ : u_; }

    std::optional<RandomNumberMark> mark() const; // of that one

    std::optional<int> chosenRank() const { return chosenRank_; }

    Shaped::Interval interval(int rank) const; // of a rank that is kept
    QString number() const;                    // u, in digits
    QString askedNumber() const;               // in as many as it has

    QString needleText() const;               // what stands beside u, whichever is in front
    int needleWidth(const QFont& font) const; // of that

    // None where no segment has room for it.
    QString label(int rank) const { return labels_.value(rank); }

    // What is drawn, left to right, where [0, 1) is the width of `bar`. Tokens that are narrower
    // than a pixel share a segment, except for the sampled one and the one that u picks.
    struct Segment
    {
        int firstRank, lastRank;
        QRectF rect;
    };

    std::vector<Segment> segments(const QRectF& bar) const;
    std::optional<double> markerX(const QRectF& bar) const;       // the step's own u
    std::optional<double> needleX(const QRectF& bar) const;       // the one in front
    std::optional<int> rankAt(double x, const QRectF& bar) const; // what a u there would draw

    struct Style
    {
        QFont numbers, tokens;
        double em;         // the unit of distances; numbers take 1.5 above the bar and 1.1 below it
        double side = 0.0; // how far they may stand out at either end
        double takenLeft = 0.0, takenRight = 0.0; // of the line above the bar, from its ends
        bool exact = false;                       // for paper: at fractions of a pixel
    };

    void paint(QPainter& painter, const QRectF& bar, const Style& style, const Theme& theme) const;

private:
    void paintSegments(QPainter& painter, const QRectF& bar, const Style& style,
                       const Theme& theme) const;
    void paintNeedle(QPainter& painter, const QRectF& bar, const Style& style,
                     const Theme& theme) const;

    int begin_ = 0;             // the first rank with an interval
    std::vector<double> ends_;  // of the ranks' intervals, from there on
    std::optional<int> others_; // stands for all unknown tokens, where u may pick one
    // Where these may have less than is drawn: then all before them ends further right.
    bool isRough_ = false;
    QMap<int, QString> labels_; // of the ranks that can be wide enough for one or are named
    std::optional<double> u_;
    std::optional<int> chosenRank_;
    std::optional<int> rankAtU_;
    std::optional<double> asked_;
};

} // namespace logitscope
