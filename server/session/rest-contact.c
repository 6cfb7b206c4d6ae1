/* rest-contact: finding people, contacts, blocks, and who may see what.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rest-private.h"

#include "phone.h"

static void
find_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  g_autoptr (GPtrArray) source = g_steal_pointer (&rest->find.found);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  RestFound reply = { .found = found };

  if (error != NULL) {
    rest_fail (rest, error);
    return;
  }
  for (guint i = 0; i < source->len; i++) {
    const StoreFound *one = source->pdata[i];
    RestFoundOne *row = g_new0 (RestFoundOne, 1);

    row->phone = one->phone;
    row->acc = one->acc;
    g_ptr_array_add (found, row);
  }
  rest_reply (rest, &reply);
}

void
rest_handle_find (Rest *rest)
{
  const RestFind *request = rest->body;

  for (guint i = 0; i < request->phones->len; i++)
    if (!phone_is_e164 (request->phones->pdata[i])) {
      rest_refuse (rest, WHIN_ERROR_PHONE_INVALID, NULL, 0, 0);
      return;
    }
  if (!rest_may (rest, BUCKET_FIND, MAX (request->phones->len, 1)))
    return;
  rest->find.phones = request->phones;
  store_find (rest->server->store, &rest->find, find_done, rest);
}

/* Privacy looks at contacts and blocks. */
static void
relation_done (gpointer data, const GError *error)
{
  Rest *rest = data;

  if (error != NULL) {
    rest_fail (rest, error);
    return;
  }
  hub_review_pair (rest->server->hub, &rest->who->acc, &rest->id);
  rest_nothing (rest);
}

static void
relate (Rest *rest, gboolean on, StoreOp op)
{
  rest->relation.owner = rest->who->acc;
  rest->relation.acc = rest->id;
  rest->relation.on = on;
  store_post (rest->server->store, op, &rest->relation, relation_done, rest);
}

void
rest_handle_contact_add (Rest *rest)
{
  relate (rest, TRUE, STORE_OP_contact);
}

void
rest_handle_contact_remove (Rest *rest)
{
  relate (rest, FALSE, STORE_OP_contact);
}

void
rest_handle_block (Rest *rest)
{
  relate (rest, TRUE, STORE_OP_block);
}

void
rest_handle_unblock (Rest *rest)
{
  relate (rest, FALSE, STORE_OP_block);
}

static void
privacy_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  RestPrivacy reply = { .online = rest->privacy.online,
                        .seen = rest->privacy.seen,
                        .hidden = rest->privacy.hidden };

  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_reply (rest, &reply);
}

void
rest_handle_privacy (Rest *rest)
{
  rest->privacy.acc = rest->who->acc;
  store_privacy (rest->server->store, &rest->privacy, privacy_done, rest);
}

static void
privacy_set_done (gpointer data, const GError *error)
{
  Rest *rest = data;

  if (error != NULL) {
    rest_fail (rest, error);
    return;
  }
  hub_review_sight (rest->server->hub, &rest->who->acc);
  rest_nothing (rest);
}

void
rest_handle_privacy_set (Rest *rest)
{
  const RestPrivacy *request = rest->body;

  rest->privacy.acc = rest->who->acc;
  rest->privacy.online = request->online;
  rest->privacy.seen = request->seen;
  rest->privacy.hidden = request->hidden;
  store_privacy_set (rest->server->store, &rest->privacy, privacy_set_done, rest);
}
