/* names: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "names.h"

#include "store-device.h"

#include <glib/gi18n.h>

void
names_put (Core *core, gint64 dev, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *kept =
      g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), LIMIT_NAME_MAX));

  store_device_set_name (core->store, dev, kept);
}

char *
names_get (Core *core, gint64 dev)
{
  char *name = store_device_name (core->store, dev);

  return name != NULL ? name : g_strdup_printf (_ ("Device %d"), (int) dev);
}

void
names_tell (Core *core, gint64 dev)
{
  Conv self = { CONV_USER, core_self (core) };
  g_autofree char *name = store_device_name (core->store, dev);
  Content content = { .kind = CONTENT_DEVICE };
  Id id = id_random ();

  if (name == NULL)
    return;
  content.device = (ContentDevice) { dev, name };
  outbox_add (core, &id, &self, &content, NULL, 0, 0, NULL);
}

void
names_tell_all (Core *core)
{
  Id self = core_self (core);
  g_autoptr (GArray) devs = store_device_list (core->store, &self);

  for (guint i = 0; devs != NULL && i < devs->len; i++)
    names_tell (core, g_array_index (devs, gint64, i));
}

void
names_hear (Core *core, const ProtoMsg *msg, const ContentDevice *named)
{
  Id self = core_self (core);

  if (id_equal (&msg->from, &self))
    names_put (core, named->dev, named->name);
}
