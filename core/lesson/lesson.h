// A lesson: scenes that a teacher goes through with a class, each of which sets the window up.
#pragma once

#include "core/lesson/claim.h"
#include "core/lesson/lesson_part.h"
#include "core/sampling/sampler_chain.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace logitscope
{

enum class ScenePage
{
    Explore,
    Compare,
};

// Claims of one line of the file.
struct LessonClaims
{
    int line = 0;                   // of the file, from 1
    std::string text = {};          // as the file has it
    std::vector<Claim> claims = {}; // all of them are to hold

    friend bool operator==(const LessonClaims&, const LessonClaims&) = default;
};

struct Scene
{
    int line = 0; // of its heading
    std::string title;

    // Markdown, without HTML. {{measure}} in it stands for a number of the scene as it begins.
    std::string text;    // what to do, and what to look at
    std::string example; // worked, with the program's numbers; empty: none
    std::string note;    // for the teacher; empty: none

    // How the window is when the scene begins. What the file leaves out is as in the scene before.
    ScenePage page = ScenePage::Explore;
    std::string prompt;
    std::uint64_t seed = 1;
    SamplerChain chain = {};
    int begin = 0;                       // tokens that are there
    int tokens = 40;                     // that Generate adds at most
    std::vector<std::string> strategies; // on the Compare page; none: the nine
    std::vector<LessonPart> hidden;
    std::vector<LessonPart> locked;

    // Only of this scene.
    bool predicts = false; // the distribution is hidden until it is revealed
    std::string question;  // that is asked then
    int step = -1;         // that is selected, from 0; -1: the one that comes next
    LessonClaims done;     // when the scene is; none: it is from the beginning
    // What the lesson promises, which a check with the model finds out.
    std::vector<LessonClaims> expected; // holds when the scene begins
    std::vector<LessonClaims> then;     // holds once Generate has added its tokens

    friend bool operator==(const Scene&, const Scene&) = default;
};

struct Lesson
{
    std::string title;
    int minutes = 0;
    std::vector<int> packs;    // 15, 30, 60: in which of these it is, by their minutes
    int order = 0;             // among the lessons of a pack
    std::string teaches;       // one sentence
    std::string misconception; // that it targets; empty: none
    std::string limits;        // of its analogy; empty: none
    std::vector<Scene> scenes; // at least one

    friend bool operator==(const Lesson&, const Lesson&) = default;
};

} // namespace logitscope
