/* linkemoji: the 64 pictures of which both devices show seven, so that a person sees that they talk
 * to each other. Their order is part of the protocol.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define LINKEMOJI_COUNT 64

/* Its name, translated, to be read out; both are static. index is below LINKEMOJI_COUNT. */
const char *linkemoji_get (guint index, const char **name);
