/* engine-omemo-selftest: whether the library and what it is given work here as they must.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

gboolean engine_omemo_selftest (const Engine *engine, GError **error) G_GNUC_WARN_UNUSED_RESULT;
