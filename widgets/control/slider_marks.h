// What a slider says of the places on its groove where the sampled token becomes another.
#pragma once

#include <QString>

#include <vector>

namespace logitscope
{

struct SliderMark
{
    double at;            // the value from which on
    QString above, below; // this token is sampled instead of that one

    friend bool operator==(const SliderMark&, const SliderMark&) = default;
};

struct SliderMarks
{
    std::vector<SliderMark>
        marks;          // in ascending order; between two whose tokens don't fit are more
    double from, to;    // the values between which all are known
    bool isAll = true;  // the slider has no others
    QString token = {}; // that is sampled, where there are none

    friend bool operator==(const SliderMarks&, const SliderMarks&) = default;
};

// "From 0.7313 on, ␣cat is sampled instead of ␣the." A number in as few digits as say it truly,
// that is, rounded up, but below the next mark.
QString markText(const SliderMarks& marks, std::size_t index);

// Where there is none: that no value changes the token, as far as this is known.
QString noMarkText(const SliderMarks& marks);

} // namespace logitscope
