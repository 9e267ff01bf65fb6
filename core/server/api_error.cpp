#include "core/server/api_error.h"
