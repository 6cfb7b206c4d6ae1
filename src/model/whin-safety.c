/* safety: a CoreSafety as an object.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-safety.h"

#include "core.h"

#include <string.h>

struct _WhinSafety {
  GObject parent_instance;

  CoreSafety *safety;
};

G_DEFINE_FINAL_TYPE (WhinSafety, whin_safety, G_TYPE_OBJECT)

static void
whin_safety_finalize (GObject *object)
{
  core_safety_free (WHIN_SAFETY (object)->safety);
  G_OBJECT_CLASS (whin_safety_parent_class)->finalize (object);
}

static void
whin_safety_class_init (WhinSafetyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_safety_finalize;
}

static void
whin_safety_init (WhinSafety *self)
{
}

const char *
whin_safety_get_number (WhinSafety *self)
{
  return self->safety->number;
}

char *
whin_safety_dup_groups (WhinSafety *self)
{
  GString *groups = g_string_new (NULL);

  for (gsize i = 0; i < strlen (self->safety->number); i++) {
    if (i > 0 && i % WHIN_SAFETY_GROUP_DIGITS == 0)
      g_string_append_c (groups, ' ');
    g_string_append_c (groups, self->safety->number[i]);
  }
  return g_string_free (groups, FALSE);
}

const char *
whin_safety_get_code (WhinSafety *self)
{
  return self->safety->code;
}

Trust
whin_safety_get_trust (WhinSafety *self)
{
  return self->safety->trust;
}

guint
whin_safety_get_n_devices (WhinSafety *self)
{
  return self->safety->devices->len;
}

void
whin_safety_get_device (WhinSafety *self, guint i, gint64 *number, gint64 *added)
{
  const CoreSafetyDevice *device = &g_array_index (self->safety->devices, CoreSafetyDevice, i);

  *number = device->dev;
  *added = device->added;
}

void
whin_client_safety_async (WhinClient *self,
                          const Id *acc,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  core_safety_async (whin_client_get_core (self), acc, cancellable, callback, user_data);
}

WhinSafety *
whin_client_safety_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  CoreSafety *found = core_safety_finish (NULL, result, error);
  WhinSafety *safety;

  if (!found)
    return NULL;
  safety = g_object_new (WHIN_TYPE_SAFETY, NULL);
  safety->safety = found;
  return safety;
}

void
whin_client_compare_async (WhinClient *self,
                           const Id *acc,
                           const char *given,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  core_compare_async (whin_client_get_core (self), acc, given, cancellable, callback, user_data);
}

Compared
whin_client_compare_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_compare_finish (NULL, result, error);
}

void
whin_client_set_verified (WhinClient *self, const Id *acc, const char *number)
{
  core_set_verified (whin_client_get_core (self), acc, number);
}

void
whin_client_accept_keys (WhinClient *self, const Id *acc)
{
  core_accept_keys (whin_client_get_core (self), acc);
}
