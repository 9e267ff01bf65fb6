// A lesson on one page of paper: what it teaches, the scenes with space for predictions, and, to be
// folded back until then, the worked example and one step's candidates, whose parts of the strip
// make it playable with two ten-sided dice.
#pragma once

#include "core/lesson/lesson.h"
#include "core/lesson/scene_start.h"
#include "core/result.h"

#include <QByteArray>
#include <QString>

#include <span>
#include <vector>

class QPagedPaintDevice;

namespace logitscope
{

struct Handout
{
    struct Task
    {
        QString title;
        QString what;
    };

    struct Candidate
    {
        QString token;
        double probability;
        double begin, end; // its part of [0, 1)
    };

    QString title;
    QString teaches;
    QString misconception;
    QString limits;
    std::vector<Task> tasks; // of the scenes
    QString example;         // Markdown
    QString step;            // the end of the text that the candidates follow
    std::vector<Candidate> candidates;
};

// `starts` are the scenes' in their order, made by the model.
Handout handoutOf(const Lesson& lesson, std::span<const SceneStart> starts, const OpenModel& model);

// How it was made to fit.
struct HandoutFit
{
    double points;        // of its type: 8 at the least
    int letters;          // of a task, at most
    bool isWhole;         // example and candidates are on it, too
    int pages;            // that it would need; 1, unless even so it has no room
    bool isDrawn = false; // no: the paper takes nothing, as a printer that is gone
};

// On one page; what has no room at 8 points is cut.
HandoutFit drawHandout(const Handout& handout, QPagedPaintDevice& paper);

// A4, or Letter where that is usual.
QByteArray handoutPdf(const Handout& handout);

} // namespace logitscope
