/* keystage: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keystage.h"

typedef struct {
  KeyName name;
  GBytes *record; /* NULL: removed */
} Write;

struct KeyStage {
  const KeyStore *base;
  KeyStore store;
  GArray *writes;
};

static void
write_clear (gpointer data)
{
  Write *write = data;

  g_clear_pointer (&write->record, g_bytes_unref);
}

static Write *
find (KeyStage *stage, const KeyName *name)
{
  for (guint i = 0; i < stage->writes->len; i++) {
    Write *write = &g_array_index (stage->writes, Write, i);

    if (write->name.kind == name->kind && write->name.id == name->id &&
        device_address_equal (&write->name.peer, &name->peer))
      return write;
  }
  return NULL;
}

static GBytes *
load (gpointer data, const KeyName *name, GError **error)
{
  KeyStage *stage = data;
  Write *write = find (stage, name);

  if (write != NULL)
    return write->record != NULL ? g_bytes_ref (write->record) : NULL;
  return stage->base != NULL ? stage->base->load (stage->base->data, name, error) : NULL;
}

static gboolean
save (gpointer data, const KeyName *name, GBytes *record, GError **error)
{
  KeyStage *stage = data;
  Write *write = find (stage, name);

  if (write == NULL) {
    g_array_append_val (stage->writes, ((Write) { .name = *name }));
    write = &g_array_index (stage->writes, Write, stage->writes->len - 1);
  }
  write_clear (write);
  write->record = record != NULL ? g_bytes_ref (record) : NULL;
  return TRUE;
}

KeyStage *
key_stage_new (const KeyStore *base)
{
  KeyStage *stage = g_new0 (KeyStage, 1);

  stage->base = base;
  stage->store = (KeyStore) { load, save, stage };
  stage->writes = g_array_new (FALSE, FALSE, sizeof (Write));
  g_array_set_clear_func (stage->writes, write_clear);
  return stage;
}

void
key_stage_free (KeyStage *stage)
{
  g_array_unref (stage->writes);
  g_free (stage);
}

const KeyStore *
key_stage_store (KeyStage *stage)
{
  return &stage->store;
}

gboolean
key_stage_commit (KeyStage *stage, GError **error)
{
  for (guint i = 0; i < stage->writes->len; i++) {
    const Write *write = &g_array_index (stage->writes, Write, i);

    if (!stage->base->save (stage->base->data, &write->name, write->record, error))
      return FALSE;
  }
  g_array_set_size (stage->writes, 0);
  return TRUE;
}
