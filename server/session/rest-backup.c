/* rest-backup: an account's own backup, and the wrapped secrets beside it. The server opens
 * neither. SPDX-License-Identifier: GPL-3.0-or-later */
#include "rest-private.h"

static void
backup_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  const StoreMediaBackup *backup = &rest->media_backup;
  RestBackup reply = { backup->id, backup->size, backup->stored };

  if (error != NULL)
    rest_fail (rest, error);
  else if (!backup->found)
    rest_refuse (rest, WHIN_ERROR_NOT_FOUND, NULL, 0, 0);
  else
    rest_reply (rest, &reply);
}

void
rest_handle_backup (Rest *rest)
{
  rest->media_backup.acc = rest->who->acc;
  store_media_backup (rest->server->store, &rest->media_backup, backup_done, rest);
}

static void
wrap_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  StoreWrap wrap = rest->wrap;
  RestWrap reply = { wrap.wrap };

  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_reply (rest, &reply);
  store_wrap_clear (&wrap);
}

void
rest_handle_wrap (Rest *rest)
{
  rest->wrap.acc = rest->who->acc;
  store_wrap (rest->server->store, &rest->wrap, wrap_done, rest);
}

static void
wrap_set_done (gpointer data, const GError *error)
{
  Rest *rest = data;

  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_nothing (rest);
}

void
rest_handle_wrap_set (Rest *rest)
{
  rest->wrap_set.acc = rest->who->acc;
  rest->wrap_set.wrap = ((const RestWrap *) rest->body)->wrap;
  store_wrap_set (rest->server->store, &rest->wrap_set, wrap_set_done, rest);
}
