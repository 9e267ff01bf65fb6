#include "core/server/completion_json.h"
