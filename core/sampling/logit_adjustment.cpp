#include "core/sampling/logit_adjustment.h"
