/* Message row, words: how a row is read aloud.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-row-private.h"

#include <glib/gi18n.h>

static const char *
tick_word (WhinTick tick)
{
  switch (tick) {
  case WHIN_TICK_CLOCK:
    return _ ("sending");
  case WHIN_TICK_SENT:
    return _ ("sent");
  case WHIN_TICK_DELIVERED:
    return _ ("delivered");
  case WHIN_TICK_READ:
    return _ ("read");
  case WHIN_TICK_FAILED:
    return _ ("not sent");
  default:
    return NULL;
  }
}

static const char *
media_word (const WhinMessageView *view)
{
  switch (view->media) {
  case WHIN_MEDIA_PICTURE:
    if (view->damaged)
      return view->transfer == WHIN_TRANSFER_NONE ? _ ("Photo that cannot be shown")
                                                  : _ ("Damaged photo");
    return view->media_label && view->transfer == WHIN_TRANSFER_NONE ? view->media_label
                                                                     : _ ("Photo");
  case WHIN_MEDIA_VIDEO:
    return _ ("Video");
  case WHIN_MEDIA_FILE:
    return view->file_name;
  case WHIN_MEDIA_STICKER:
  case WHIN_MEDIA_ALBUM:
  case WHIN_MEDIA_CHILD:
    return view->media_label;
  default:
    return NULL;
  }
}

static char *
reactions_words (const WhinMessageView *view)
{
  guint n = 0;

  for (guint i = 0; i < view->n_reactions; i++)
    n += view->reactions[i].count;
  return n ? g_strdup_printf (ngettext ("%u reaction", "%u reactions", n), n) : NULL;
}

static char *
readers_words (const WhinMessageView *view)
{
  return view->n_readers ? g_strdup_printf (
                               ngettext ("read by %u person", "read by %u people", view->n_readers),
                               view->n_readers)
                         : NULL;
}

char *
whin_message_label (const WhinMessageView *view, const char *text)
{
  if (view->kind == WHIN_ROW_TYPING)
    return g_strdup_printf (_ ("%s is typing"), view->sender ? view->sender : "");
  if (view->kind != WHIN_ROW_MESSAGE)
    return g_strdup (text);
  const char *who = view->own || !view->sender ? (view->own ? _ ("You") : "") : view->sender;
  const char *media = media_word (view), *tick = tick_word (view->tick);
  /* Translators: a message read aloud: name, time: text */
  g_autoptr (GString) label = g_string_new (NULL);
  g_string_printf (label, _ ("%s, %s: "), who, view->time ? view->time : "");
  g_autofree char *reply =
      view->quote_name ? g_strdup_printf (_ ("reply to %s"), view->quote_name) : NULL;
  g_autofree char *reactions = reactions_words (view), *readers = readers_words (view);
  const char *pieces[] = { view->forwarded ? _ ("forwarded") : NULL,
                           reply,
                           media,
                           text,
                           reactions,
                           view->edited ? _ ("edited") : NULL,
                           view->starred ? _ ("starred") : NULL,
                           view->pinned ? _ ("pinned") : NULL,
                           tick,
                           readers,
                           view->expires ? _ ("disappears by itself") : NULL,
                           view->broadcast ? _ ("sent to several people") : NULL,
                           view->failure && view->tick != WHIN_TICK_FAILED ? view->failure : NULL,
                           view->selected ? _ ("selected") : NULL };
  gboolean any = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
    if (!pieces[i] || !*pieces[i])
      continue;
    if (any)
      g_string_append (label, ", ");
    g_string_append (label, pieces[i]);
    any = TRUE;
  }
  return g_string_free (g_steal_pointer (&label), FALSE);
}
