/* group-mend: any member has the last changes and may bring them; the first one does it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-mend.h"

#include "group-work.h"

#include <sodium.h>

static void mend_next (Core *core, GroupWork *work, gint64 n);

static char *
text_of (GBytes *bytes)
{
  return base64url_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static char *
hash_of (const StoreGroupChange *change)
{
  guint8 hash[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (hash, g_bytes_get_data (change->change, NULL),
                      g_bytes_get_size (change->change));
  return base64url_encode (hash, sizeof hash);
}

typedef struct {
  Id grp;
  gint64 n;
} Mend;

static void
mended_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autofree Mend *mend = data;
  GroupWork *work = g_hash_table_lookup (core->groups->works, &mend->grp);

  if (core->stopping || core->account == NULL || work == NULL)
    return;
  /* Another member was first, as likely as not with the same. */
  if (error == NULL || g_error_matches (error, WHIN_ERROR, WHIN_ERROR_CONFLICT))
    mend_next (core, work, mend->n);
  else
    work->mending = FALSE;
}

static void
mend_next (Core *core, GroupWork *work, gint64 n)
{
  const Group *group = groups_get (core, &work->grp);
  g_autoptr (StoreGroupChange) last = store_group_change_get (core->store, &work->grp, n);
  g_autoptr (StoreGroupChange) next = store_group_change_get (core->store, &work->grp, n + 1);
  g_autofree char *prev = NULL, *change = NULL;
  RestGroupAppend body = { 0 };
  IdText text;

  if (group == NULL || n >= group->row->place || next == NULL || (n > 0 && last == NULL)) {
    work->mending = FALSE;
    group_make_pump (core, work);
    return;
  }
  body.n = n + 1;
  body.prev = prev = last != NULL ? hash_of (last) : NULL;
  body.change = change = text_of (next->change);
  body.members = next->members;
  core_rest (core, REST_GROUP_APPEND, id_to_text (&work->grp, text), &body, mended_cb,
             g_memdup2 (&(Mend) { work->grp, n + 1 }, sizeof (Mend)));
}

void
group_mend (Core *core, const Id *grp, gint64 n)
{
  GroupWork *work = group_work (core, grp);

  if (work->mending)
    return;
  work->mending = TRUE;
  mend_next (core, work, n);
}
