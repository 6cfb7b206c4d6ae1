/* names: see whin-names.h. All of it is in memory: the answer is there at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-names.h"

#include "word-query.h"

#include <string.h>

#define DIGITS_MIN 3 /* of a number, before it is looked for */

typedef struct {
  WordQuery *words; /* NULL: everybody */
  char *digits;     /* NULL: no number was typed */
  guint max;
  GPtrArray *found;
} Sought;

static void
named_free (gpointer data)
{
  WhinNamed *named = data;

  g_clear_object (&named->chat);
  g_clear_object (&named->contact);
  g_free (named);
}

/* NULL when it is not a number. The zeros before one that is typed as at home are not in it. */
static char *
digits_of (const char *typed)
{
  GString *digits = g_string_new (NULL);

  if (typed[strspn (typed, "+0123456789 -/()")] == '\0')
    for (const char *at = typed; *at; at++)
      if (g_ascii_isdigit (*at) && (digits->len || *at != '0'))
        g_string_append_c (digits, *at);
  return g_string_free (digits, digits->len < DIGITS_MIN);
}

static gboolean
matches (const Sought *sought, const char *name, const char *phone)
{
  if (!sought->words)
    return TRUE;
  return word_query_matches (sought->words, name) ||
         (sought->digits && phone && strstr (phone, sought->digits));
}

static gboolean
is_full (const Sought *sought)
{
  return sought->found->len >= sought->max;
}

static void
append (Sought *sought, const Conv *conv, WhinChat *chat, WhinContact *contact)
{
  WhinNamed *named = g_new0 (WhinNamed, 1);

  named->conv = *conv;
  g_set_object (&named->chat, chat);
  g_set_object (&named->contact, contact);
  g_ptr_array_add (sought->found, named);
}

static const char *
phone_of (WhinClient *client, const Conv *conv)
{
  WhinContact *contact = conv->kind == CONV_USER
                             ? whin_contact_list_find (whin_client_get_contacts (client), &conv->id)
                             : NULL;

  return contact ? whin_contact_get_row (contact)->phone : NULL;
}

static void
find_chats (WhinClient *client, Sought *sought)
{
  GListModel *chats = G_LIST_MODEL (whin_client_get_chats (client));

  for (guint i = 0; i < g_list_model_get_n_items (chats) && !is_full (sought); i++) {
    g_autoptr (WhinChat) chat = g_list_model_get_item (chats, i);
    const Conv *conv = whin_chat_get_conv (chat);

    if (matches (sought, whin_chat_get_name (chat), phone_of (client, conv)))
      append (sought, conv, chat, NULL);
  }
}

static void
find_contacts (WhinClient *client, Sought *sought, gboolean all)
{
  GListModel *contacts = G_LIST_MODEL (whin_client_get_contacts (client));

  for (guint i = 0; i < g_list_model_get_n_items (contacts) && !is_full (sought); i++) {
    g_autoptr (WhinContact) contact = g_list_model_get_item (contacts, i);
    const ContactRow *row = whin_contact_get_row (contact);
    Conv conv = { CONV_USER, row->acc };

    if ((all || !whin_chat_list_find (whin_client_get_chats (client), &conv)) &&
        matches (sought, whin_contact_get_name (contact), row->phone))
      append (sought, &conv, NULL, contact);
  }
}

GPtrArray *
whin_names_find (WhinClient *client, const char *typed, WhinNames which, guint max)
{
  g_autoptr (WordQuery) words = word_query_new (typed);
  g_autofree char *digits = digits_of (typed);
  Sought sought = { words, digits, max, g_ptr_array_new_with_free_func (named_free) };

  if (!typed[0])
    sought.words = NULL;
  if (which & WHIN_NAMES_CHATS)
    find_chats (client, &sought);
  if (which & (WHIN_NAMES_CONTACTS | WHIN_NAMES_ALL_CONTACTS))
    find_contacts (client, &sought, which & WHIN_NAMES_ALL_CONTACTS);
  return sought.found;
}

const char *
whin_named_get_name (const WhinNamed *named)
{
  return named->chat ? whin_chat_get_name (named->chat) : whin_contact_get_name (named->contact);
}
