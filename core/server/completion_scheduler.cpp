#include "core/server/completion_scheduler.h"
