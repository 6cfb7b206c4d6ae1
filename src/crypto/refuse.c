/* refuse: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "refuse.h"

#include <glib/gi18n.h>

static const char *
words (WhinError code)
{
  switch ((guint) code) {
  case WHIN_ERROR_DUPLICATE:
    return _ ("This message was received before.");
  case WHIN_ERROR_NO_SESSION:
    return _ ("The keys of the other device are needed first.");
  case WHIN_ERROR_UNTRUSTED:
    return _ ("The keys of the other device are not the ones its owner signed.");
  case WHIN_ERROR_CORRUPT:
    return _ ("The keys kept on this computer are damaged.");
  default:
    return _ ("This message could not be decrypted.");
  }
}

gboolean
refuse (GError **error, WhinError code)
{
  g_set_error_literal (error, WHIN_ERROR, code, words (code));
  return FALSE;
}
