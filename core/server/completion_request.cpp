#include "core/server/completion_request.h"
