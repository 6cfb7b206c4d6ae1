/* keystow: a small file that is wholly the old one or wholly the new one, whatever happens.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef enum {
  KEYSTOW_NEW, /* WHIN_ERROR_CONFLICT when there is one */
  KEYSTOW_REPLACE,
} KeystowMode;

/* On the disk, readable by its owner only, when this returns. WHIN_ERROR_DISK. */
gboolean keystow_write (const char *path, GBytes *bytes, KeystowMode mode, GError **error);
/* *bytes is NULL when there is no file; what is past max is cut off at max + 1. WHIN_ERROR_DISK. */
gboolean keystow_read (const char *path, gsize max, GBytes **bytes, GError **error);
/* Overwrites and removes it. */
gboolean keystow_erase (const char *path, GError **error);
