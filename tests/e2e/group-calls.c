/* group-calls: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-calls.h"

int
peer_finish_group (Peer *peer, Answer *answer, Conv *conv)
{
  g_autoptr (GError) error = NULL;
  gboolean done;

  wait_until (*answer != NULL);
  done = core_group_finish (peer->core, *answer, conv, &error);
  g_clear_object (answer);
  if (done)
    return -1;
  g_assert_true (error->domain == WHIN_ERROR);
  return error->code;
}

Conv
peer_make_group (Peer *peer, const char *name, const Peer *one, const Peer *other)
{
  Id accs[2] = { one->account->acc };
  Answer answer = NULL;
  Conv conv;

  if (other != NULL)
    accs[1] = other->account->acc;
  core_group_make_async (peer->core, name, accs, other != NULL ? 2 : 1, NULL, keep_result_cb,
                         &answer);
  g_assert_cmpint (peer_finish_group (peer, &answer, &conv), ==, -1);
  return conv;
}

int
peer_add_to_group (Peer *peer, const Conv *conv, const Peer *other)
{
  Answer answer = NULL;

  core_group_add_async (peer->core, &conv->id, &other->account->acc, 1, NULL, keep_result_cb,
                        &answer);
  return peer_finish_group (peer, &answer, NULL);
}

int
peer_take_from_group (Peer *peer, const Conv *conv, const Id *acc)
{
  Answer answer = NULL;

  core_group_remove_async (peer->core, &conv->id, acc, 1, NULL, keep_result_cb, &answer);
  return peer_finish_group (peer, &answer, NULL);
}

int
peer_name_group (Peer *peer, const Conv *conv, const char *name)
{
  Answer answer = NULL;

  core_group_set_name_async (peer->core, &conv->id, name, NULL, keep_result_cb, &answer);
  return peer_finish_group (peer, &answer, NULL);
}

int
peer_set_group_admin (Peer *peer, const Conv *conv, const Peer *other, gboolean admin)
{
  Answer answer = NULL;

  core_group_set_admin_async (peer->core, &conv->id, &other->account->acc, admin, NULL,
                              keep_result_cb, &answer);
  return peer_finish_group (peer, &answer, NULL);
}

int
peer_leave_group (Peer *peer, const Conv *conv)
{
  Answer answer = NULL;

  core_group_leave_async (peer->core, &conv->id, NULL, keep_result_cb, &answer);
  return peer_finish_group (peer, &answer, NULL);
}

guint
peer_group_members (Peer *peer, const Conv *conv)
{
  const GroupRow *row = peer_group (peer, conv);

  return row != NULL && row->inside ? row->members->len : 0;
}
