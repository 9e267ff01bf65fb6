#include "core/server/api_server.h"
