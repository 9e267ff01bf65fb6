# Reads the includes of app/, core/ and widgets/, and fails where folders include each other in a
# circle, or a folder includes what it has to do without. ctest runs it; by hand, from anywhere:
#   cmake -P tests/house/check_includes.cmake
cmake_minimum_required(VERSION 3.25)
cmake_path(SET root NORMALIZE "${CMAKE_CURRENT_LIST_DIR}/../..")
set(problems "")

# Who (a pattern for the file's path), what it may not include, and why.
set(rules
    "^core/" "(<Q|\"(app|widgets)/)"
        "core knows no Qt and nothing above it"
    "^core/run/" "\"core/(api|generation|model|server)/"
        "what came of a run knows no model"
    "^core/remote/" "\"core/(api|generation|library|run|sampling|server|text)/"
        "a model on a server is one more model"
    "^widgets/" "(<(QThread|thread|mutex|future)>|\"(app|core/(api|model|server))/)"
        "widgets know core's plain values, and no threads"
    "^widgets/" "<(QDir|QFile|QSaveFile|filesystem|fstream)>"
        "widgets know no files"
    "^app/cli/" "(<Q|\"(app/([^c]|compare)|widgets/))"
        "the command line is built without the window"
    "^app/explore/" "\"app/(cli|compare|export|learn|models|serve|window)/"
        "a page knows neither the window nor another page"
    "^app/compare/" "\"app/(cli|explore|export|learn|models|serve|window)/"
        "a page knows neither the window nor another page"
    "^app/serve/" "\"app/(cli|compare|explore|export|learn|models|window)/"
        "a page knows neither the window nor another page"
    "^app/learn/" "\"app/(cli|compare|explore|export|models|serve|window)/"
        "a page knows neither the window nor another page"
    "^app/models/" "\"app/(cli|compare|explore|export|learn|serve|window)/"
        "a page knows neither the window nor another page"
    "^(app|widgets)/|^core/(.*\\.h$|[^m])" "<(torch|ATen|c10)/"
        "only the .cpp files of core/model know torch")
function(check_rules file line)
    set(rest ${rules})
    while(rest)
        list(POP_FRONT rest who what why)
        if(file MATCHES "${who}" AND line MATCHES "^#include ${what}")
            list(APPEND problems "${file}: ${line}: ${why}")
        endif()
    endwhile()
    set(problems "${problems}" PARENT_SCOPE)
endfunction()

# reached_<folder>: the folders that it includes; by_<folder>_<other>: the lines that do.
set(folders "")
file(GLOB_RECURSE files RELATIVE "${root}" "${root}/app/*" "${root}/core/*" "${root}/widgets/*")
list(FILTER files INCLUDE REGEX "\\.(h|cpp)$")
foreach(file IN LISTS files)
    cmake_path(GET file PARENT_PATH folder)
    list(APPEND folders ${folder})
    file(STRINGS "${root}/${file}" lines REGEX "^#include ")
    foreach(line IN LISTS lines)
        check_rules("${file}" "${line}")
        if(line MATCHES "^#include \"(.+)/[^/]+\"" AND NOT CMAKE_MATCH_1 STREQUAL folder)
            list(APPEND reached_${folder} ${CMAKE_MATCH_1})
            list(APPEND by_${folder}_${CMAKE_MATCH_1} "${file}: ${line}")
        endif()
    endforeach()
endforeach()
list(REMOVE_DUPLICATES folders)

# A folder that includes none of the rest is in no circle, nor is one that none of the rest includes.
# Without them, again and again, the circles are left.
set(before "-")
while(NOT "${folders}" STREQUAL "${before}")
    set(before ${folders})
    foreach(folder IN LISTS before)
        set(includes_one FALSE)
        set(is_included FALSE)
        foreach(other IN LISTS folders)
            if(other IN_LIST reached_${folder})
                set(includes_one TRUE)
            endif()
            if(folder IN_LIST reached_${other})
                set(is_included TRUE)
            endif()
        endforeach()
        if(NOT includes_one OR NOT is_included)
            list(REMOVE_ITEM folders ${folder})
        endif()
    endforeach()
endwhile()

if(folders)
    list(JOIN folders ", " names)
    list(APPEND problems "These folders include each other: ${names}")
    foreach(folder IN LISTS folders)
        foreach(other IN LISTS folders)
            list(APPEND problems ${by_${folder}_${other}})
        endforeach()
    endforeach()
endif()
if(problems)
    list(JOIN problems "\n  " text)
    message(FATAL_ERROR "The house has a fault:\n  ${text}")
endif()
list(LENGTH files count)
message(STATUS "${count} files, no circle")
