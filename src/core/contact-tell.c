/* contact-tell: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "contact-tell.h"

#include "except.h"
#include "store-contact.h"

typedef struct {
  Id acc;
  gboolean contact;
  RestDone done; /* or NULL */
  gpointer data;
} Tell;

struct _ContactTells {
  GQueue waiting;   /* of Tell; the first is under way */
  GHashTable *told; /* Id -> gboolean: what was told last, since the start */
};

ContactTells *
contact_tells_new (void)
{
  ContactTells *tells = g_new0 (ContactTells, 1);

  g_queue_init (&tells->waiting);
  tells->told = g_hash_table_new_full (id_hash, id_hash_equal, g_free, NULL);
  return tells;
}

void
contact_tells_free (ContactTells *tells)
{
  g_queue_clear_full (&tells->waiting, g_free);
  g_hash_table_unref (tells->told);
  g_free (tells);
}

static gboolean
holds (Core *core, const Id *acc)
{
  g_autoptr (ContactRow) row = store_contact_get (core->store, acc);

  return row != NULL && row->contact && !except_has (core, EXCEPT_SEEN, acc);
}

static void tell_next (Core *core);

static void
told_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  GQueue *waiting = &core->contact_tells->waiting;
  const Tell *tell = g_queue_peek_head (waiting);

  /* It is the first until then: what done adds waits behind it. */
  if (tell->done != NULL)
    tell->done (core, reply, error, tell->data);
  g_free (g_queue_pop_head (waiting));
  tell_next (core);
}

static void
tell_next (Core *core)
{
  const Tell *tell = g_queue_peek_head (&core->contact_tells->waiting);
  IdText text;

  if (tell != NULL)
    core_rest (core, tell->contact ? REST_CONTACT_ADD : REST_CONTACT_REMOVE,
               id_to_text (&tell->acc, text), NULL, told_cb, NULL);
}

void
contact_tell (Core *core, const Id *acc, gboolean contact, RestDone done, gpointer data)
{
  ContactTells *tells = core->contact_tells;
  Tell *tell = g_new (Tell, 1);

  *tell = (Tell) { *acc, contact, done, data };
  g_hash_table_insert (tells->told, id_copy (acc), GINT_TO_POINTER (contact));
  g_queue_push_tail (&tells->waiting, tell);
  if (tells->waiting.length == 1)
    tell_next (core);
}

void
contact_tell_now (Core *core, const Id *acc)
{
  contact_tell (core, acc, holds (core, acc), NULL, NULL);
}

void
contact_tell_again (Core *core, const Id *acc)
{
  gpointer told;

  if (g_hash_table_lookup_extended (core->contact_tells->told, acc, NULL, &told) &&
      GPOINTER_TO_INT (told) != holds (core, acc))
    contact_tell_now (core, acc);
}
