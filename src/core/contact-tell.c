/* contact-tell: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "contact-tell.h"

#include "except.h"

#define RETRY_MS 60000

typedef struct {
  Id acc;
  Owed what;
  gboolean on;
  RestDone done; /* NULL: it is owed */
  gpointer data;
} Tell;

struct _ContactTells {
  GQueue waiting;   /* of Tell; the first is under way */
  GHashTable *told; /* Id -> gboolean: what was told last of contacts, since the start */
  gboolean paused;  /* what is owed waits */
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
holds (Core *core, const Id *acc, Owed what)
{
  g_autoptr (ContactRow) row = store_contact_get (core->store, acc);

  if (what == OWED_BLOCK)
    return row != NULL && row->blocked;
  return row != NULL && row->contact && !except_has (core, EXCEPT_SEEN, acc);
}

static void tell_next (Core *core);

static void
resume_cb (Core *core, gpointer data)
{
  contact_tells_resume (core);
}

static void
wait_a_while (Core *core)
{
  core->contact_tells->paused = TRUE;
  g_source_unref (core_timeout (core, RETRY_MS, resume_cb));
}

/* What the server will never take is not told again. */
static gboolean
is_refused (const GError *error)
{
  return g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND) ||
         g_error_matches (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN) ||
         g_error_matches (error, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED) ||
         g_error_matches (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME);
}

static void
settle (Core *core, const Tell *tell, const GError *error)
{
  if (error != NULL && !is_refused (error)) {
    wait_a_while (core);
    return;
  }
  if (error == NULL && tell->on != holds (core, &tell->acc, tell->what))
    return; /* it has changed meanwhile, and is told anew */
  core_begin (core);
  store_contact_set_owed (core->store, &tell->acc, tell->what, FALSE);
  if (!core_commit (core, NULL))
    wait_a_while (core);
}

static void
told_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  GQueue *waiting = &core->contact_tells->waiting;
  const Tell *tell = g_queue_peek_head (waiting);

  /* It is the first until then: what done adds waits behind it. */
  if (tell->done != NULL)
    tell->done (core, reply, error, tell->data);
  else if (!core->stopping)
    settle (core, tell, error);
  g_free (g_queue_pop_head (waiting));
  tell_next (core);
}

static RestCall
call_of (const Tell *tell)
{
  if (tell->what == OWED_BLOCK)
    return tell->on ? REST_BLOCK : REST_UNBLOCK;
  return tell->on ? REST_CONTACT_ADD : REST_CONTACT_REMOVE;
}

static void
push (Core *core, const Tell *tell)
{
  ContactTells *tells = core->contact_tells;

  if (tell->what == OWED_CONTACT)
    g_hash_table_insert (tells->told, id_copy (&tell->acc), GINT_TO_POINTER (tell->on));
  g_queue_push_tail (&tells->waiting, g_memdup2 (tell, sizeof *tell));
}

static void
push_owed (Core *core)
{
  Tell tell = { 0 };

  if (core->stopping || !core->ready || core->contact_tells->paused ||
      !store_contact_owed (core->store, &tell.acc, &tell.what))
    return;
  tell.on = holds (core, &tell.acc, tell.what);
  push (core, &tell);
}

static void
tell_next (Core *core)
{
  GQueue *waiting = &core->contact_tells->waiting;
  const Tell *tell;
  IdText text;

  if (g_queue_is_empty (waiting))
    push_owed (core);
  tell = g_queue_peek_head (waiting);
  if (tell != NULL)
    core_rest (core, call_of (tell), id_to_text (&tell->acc, text), NULL, told_cb, NULL);
}

void
contact_tell (Core *core, const Id *acc, gboolean contact, RestDone done, gpointer data)
{
  push (core, &(Tell) { *acc, OWED_CONTACT, contact, done, data });
  if (core->contact_tells->waiting.length == 1)
    tell_next (core);
}

void
contact_tell_later (Core *core, const Id *acc, Owed what)
{
  store_contact_set_owed (core->store, acc, what, TRUE);
}

void
contact_tell_again (Core *core, const Id *acc)
{
  gpointer told;

  if (g_hash_table_lookup_extended (core->contact_tells->told, acc, NULL, &told) &&
      GPOINTER_TO_INT (told) != holds (core, acc, OWED_CONTACT))
    contact_tell_later (core, acc, OWED_CONTACT);
}

void
contact_tells_pump (Core *core)
{
  if (g_queue_is_empty (&core->contact_tells->waiting))
    tell_next (core);
}

void
contact_tells_resume (Core *core)
{
  core->contact_tells->paused = FALSE;
  contact_tells_pump (core);
}
