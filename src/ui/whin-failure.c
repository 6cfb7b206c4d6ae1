/* failure: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-failure.h"

#include "error.h"

#include <glib/gi18n.h>

static const char *
failure_in_group (int error)
{
  switch (error) {
  case WHIN_ERROR_FORBIDDEN:
  case WHIN_ERROR_NOT_FOUND:
    return _ ("You are not in this group any more");
  case WHIN_ERROR_UNTRUSTED:
    return _ ("The members see different histories of this group");
  default:
    return NULL;
  }
}

const char *
whin_failure_text (ConvKind kind, int error)
{
  const char *text = kind == CONV_GROUP ? failure_in_group (error) : NULL;

  if (text)
    return text;
  switch (error) {
  case WHIN_ERROR_GAVE_UP:
    return _ ("Not delivered for 14 days");
  case WHIN_ERROR_TOO_BIG:
    return _ ("Too large to be sent");
  case WHIN_ERROR_QUOTA:
    return _ ("Your storage on the server is full for now");
  case WHIN_ERROR_STORAGE:
    return _ ("The server is full");
  case WHIN_ERROR_DISK:
    return _ ("The file cannot be read, or this disk is full");
  case WHIN_ERROR_CORRUPT:
    return _ ("The file is damaged, or was changed meanwhile");
  case WHIN_ERROR_FORBIDDEN:
  case WHIN_ERROR_NOT_FOUND:
    return _ ("This person cannot be reached any more");
  case WHIN_ERROR_UNTRUSTED:
    return _ ("The safety number has changed");
  case WHIN_ERROR_BLOCKED:
    return _ ("You have blocked this person");
  default:
    return NULL;
  }
}

char *
whin_failure_of (const MessageRow *row)
{
  if (row->state == STATE_FAILED && row->error == WHIN_ERROR_DISK && !row->media)
    return g_strdup (_ ("This disk is full"));
  if (row->state == STATE_FAILED)
    return g_strdup (whin_failure_text (row->conv.kind, row->error));
  if (row->left_out == 0)
    return NULL;
  return g_strdup_printf (
      ngettext ("Not sent to %u person", "Not sent to %u people", row->left_out), row->left_out);
}
