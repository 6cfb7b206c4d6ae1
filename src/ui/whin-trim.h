/* trim: a part of a video, made smaller before it is sent.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_TRIM (whin_trim_get_type ())
G_DECLARE_FINAL_TYPE (WhinTrim, whin_trim, WHIN, TRIM, AdwDialog)

/* Signals: edited (const char *path)   as of whin-editor */

/* What is known of it: its size in pixels and in bytes, its length. */
AdwDialog *whin_trim_new (const char *path, int width, int height, gint64 ms, gint64 bytes);

G_END_DECLS
