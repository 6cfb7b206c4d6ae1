/* store-device: which devices each account has, as far as known here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* What a device of one's own is called; NULL when that is not known. Caller frees. */
char *store_device_name (Store *store, gint64 dev);
void store_device_set_name (Store *store, gint64 dev, const char *name);

/* A GArray of gint64, or NULL when the list of that account is not known. */
GArray *store_device_list (Store *store, const Id *acc);
void store_device_put_list (Store *store, const Id *acc, const gint64 *devs, guint n);
/* Corrections to a list that is known. */
void store_device_add (Store *store, const Id *acc, gint64 dev);
void store_device_remove (Store *store, const Id *acc, gint64 dev);
void store_device_forget_all (Store *store);
