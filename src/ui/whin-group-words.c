/* group words: see the header. Each sentence is whole, by who did it and to whom, for languages
 * that bend words. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-group-words.h"

#include "whin-format.h"
#include "whin-mention.h"
#include "whin-message-view.h"
#include "whin-sentence.h"

#include <glib/gi18n.h>

#define NAMED_MAX 4

static const char *
name_of (WhinClient *client, const Id *acc)
{
  return whin_client_is_self (client, acc) ? _ ("you") : whin_client_name_of (client, acc);
}

/* Translators: people in a list; the first %s is the list so far */
static char *
join (const char *list, const char *name, gboolean last)
{
  return last ? whin_sentence (_ ("%s and %s"), list, name)
              : whin_sentence (_ ("%s, %s"), list, name);
}

/* "Anna, Ben and Cleo"; more than NAMED_MAX are counted. */
static char *
list_people (WhinClient *client, const GArray *people)
{
  g_autofree char *list = NULL;

  if (people && people->len > NAMED_MAX)
    return g_strdup_printf (ngettext ("%u person", "%u people", people->len), people->len);
  for (guint i = 0; people && i < people->len; i++) {
    const char *name = name_of (client, &g_array_index (people, Id, i));
    char *longer = list ? join (list, name, i + 1 == people->len) : whin_isolate (name);

    g_free (list);
    list = longer;
  }
  return list ? g_steal_pointer (&list) : g_strdup ("");
}

static gboolean
is_about_self (WhinClient *client, const MessageRow *row)
{
  return row->people && row->people->len == 1 &&
         whin_client_is_self (client, &g_array_index (row->people, Id, 0));
}

/* -- How long messages last, also in a chat with one person. -- */

static char *
timer_notice (const MessageRow *row, const char *name)
{
  g_autofree char *lasting = whin_format_lasting (row->expires);

  if (!name)
    return row->expires ? whin_sentence (_ ("You set messages to disappear after %s"), lasting)
                        : g_strdup (_ ("You turned off disappearing messages"));
  return row->expires ? whin_sentence (_ ("%s set messages to disappear after %s"), name, lasting)
                      : whin_sentence (_ ("%s turned off disappearing messages"), name);
}

/* -- By oneself. -- */

static char *
own_notice (const MessageRow *row, const char *people)
{
  switch (row->kind) {
  case MESSAGE_GROUP_MADE:
    return whin_sentence (_ ("You made the group “%s”"), row->text);
  case MESSAGE_GROUP_ADDED:
    return whin_sentence (_ ("You added %s"), people);
  case MESSAGE_GROUP_REMOVED:
    return whin_sentence (_ ("You removed %s"), people);
  case MESSAGE_GROUP_LEFT:
    return g_strdup (_ ("You left"));
  case MESSAGE_GROUP_ADMIN:
    return whin_sentence (_ ("You made %s an admin"), people);
  case MESSAGE_GROUP_NO_ADMIN:
    return whin_sentence (_ ("You removed %s as admin"), people);
  case MESSAGE_GROUP_NAME:
    return whin_sentence (_ ("You changed the name to “%s”"), row->text);
  case MESSAGE_GROUP_PICTURE:
    return g_strdup (_ ("You changed the picture of the group"));
  case MESSAGE_GROUP_ABOUT:
    return g_strdup (_ ("You changed the description of the group"));
  case MESSAGE_GROUP_RULES:
    return g_strdup (_ ("You changed who may do what in the group"));
  case MESSAGE_GROUP_LINK:
    return g_strdup (_ ("You changed the link of the group"));
  default:
    return timer_notice (row, NULL);
  }
}

/* -- By somebody, to oneself alone. -- */

static char *
notice_to_self (const MessageRow *row, const char *name)
{
  switch (row->kind) {
  case MESSAGE_GROUP_ADDED:
    return whin_sentence (_ ("%s added you"), name);
  case MESSAGE_GROUP_REMOVED:
    return whin_sentence (_ ("%s removed you"), name);
  case MESSAGE_GROUP_ADMIN:
    return whin_sentence (_ ("%s made you an admin"), name);
  default:
    return whin_sentence (_ ("%s removed you as admin"), name);
  }
}

static gboolean
has_people (MessageKind kind)
{
  return kind == MESSAGE_GROUP_ADDED || kind == MESSAGE_GROUP_REMOVED ||
         kind == MESSAGE_GROUP_ADMIN || kind == MESSAGE_GROUP_NO_ADMIN;
}

/* -- By somebody. -- */

static char *
notice_by (const MessageRow *row, const char *name, const char *people)
{
  switch (row->kind) {
  case MESSAGE_GROUP_MADE:
    return whin_sentence (_ ("%s made the group “%s”"), name, row->text);
  case MESSAGE_GROUP_ADDED:
    return whin_sentence (_ ("%s added %s"), name, people);
  case MESSAGE_GROUP_REMOVED:
    return whin_sentence (_ ("%s removed %s"), name, people);
  case MESSAGE_GROUP_LEFT:
    return whin_sentence (_ ("%s left"), name);
  case MESSAGE_GROUP_ADMIN:
    return whin_sentence (_ ("%s made %s an admin"), name, people);
  case MESSAGE_GROUP_NO_ADMIN:
    return whin_sentence (_ ("%s removed %s as admin"), name, people);
  case MESSAGE_GROUP_NAME:
    return whin_sentence (_ ("%s changed the name to “%s”"), name, row->text);
  case MESSAGE_GROUP_PICTURE:
    return whin_sentence (_ ("%s changed the picture of the group"), name);
  case MESSAGE_GROUP_ABOUT:
    return whin_sentence (_ ("%s changed the description of the group"), name);
  case MESSAGE_GROUP_RULES:
    return whin_sentence (_ ("%s changed who may do what in the group"), name);
  case MESSAGE_GROUP_LINK:
    return whin_sentence (_ ("%s changed the link of the group"), name);
  default:
    return timer_notice (row, name);
  }
}

char *
whin_group_notice (WhinClient *client, const MessageRow *row)
{
  const char *name = whin_client_name_of (client, &row->author);
  g_autofree char *people = list_people (client, row->people);

  if (row->kind == MESSAGE_GROUP_DOUBT)
    return g_strdup (_ ("The server shows the members of this group different histories of it. "
                        "Nothing is sent here until they agree."));
  if (row->kind == MESSAGE_NUMBER) {
    g_autofree char *phone = whin_format_phone (row->text);

    /* Translators: a name, and their new phone number */
    return whin_sentence (_ ("%s has another number now: %s"), name, phone);
  }
  if (whin_client_is_self (client, &row->author))
    return own_notice (row, people);
  if (has_people (row->kind) && is_about_self (client, row))
    return notice_to_self (row, name);
  return notice_by (row, name, people);
}

/* -- Several. -- */

static char *
those_who_left (WhinClient *client, const GPtrArray *rows)
{
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (Id));
  g_autofree char *names = NULL;

  for (guint i = 0; i < rows->len; i++)
    g_array_append_val (people, ((const MessageRow *) rows->pdata[i])->author);
  names = list_people (client, people);
  /* Translators: %s are several people; the number is how many */
  return whin_sentence (ngettext ("%s left", "%s left", people->len), names);
}

char *
whin_group_notice_of (WhinClient *client, const GPtrArray *rows)
{
  g_autoptr (MessageRow) all = message_row_copy (rows->pdata[0]);
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (Id));

  if (all->kind == MESSAGE_GROUP_LEFT)
    return those_who_left (client, rows);
  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    if (row->people)
      g_array_append_vals (people, row->people->data, row->people->len);
  }
  g_clear_pointer (&all->people, g_array_unref);
  all->people = g_array_ref (people);
  return whin_group_notice (client, all);
}

/* As the bubble has it; NULL when it calls nobody by name. */
static MessageRow *
with_names (WhinClient *client, const MessageRow *row)
{
  g_autoptr (WhinNamed) named = whin_mention_read (client, row);
  MessageRow *copy = named ? message_row_copy (row) : NULL;

  if (copy)
    g_set_str (&copy->text, named->text);
  return copy;
}

/* The newest of what came together stands for all of it. */
static char *
preview_of (const MessageRow *row)
{
  guint n = row->media && row->once == ONCE_NOT ? row->media->album.n : 0;

  if (n < 2 || row->text[0] || row->kind > MESSAGE_FILE)
    return whin_format_preview (row);
  /* Translators: that many photos and videos that were sent together */
  return g_strdup_printf (ngettext ("Album of %u", "Album of %u", n), n);
}

char *
whin_group_preview (WhinClient *client, const MessageRow *row)
{
  g_autofree char *text = NULL;
  g_autoptr (MessageRow) named = NULL;

  if (MESSAGE_KIND_IS_CHANGE (row->kind)) {
    text = whin_group_notice (client, row);
    return whin_format_one_line (text);
  }
  named = with_names (client, row);
  text = preview_of (named ? named : row);
  if (row->conv.kind != CONV_GROUP || row->own || MESSAGE_KIND_IS_NOTICE (row->kind))
    return g_steal_pointer (&text);
  /* Translators: the newest message of a group: who wrote it, and what */
  return whin_sentence (_ ("%s: %s"), whin_client_name_of (client, &row->author), text);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/* In their order; those whose names are not known yet are counted. */
static char *
join_names (WhinClient *client, const GArray *accs, gboolean own)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint others = 0;

  for (guint i = 0; i < accs->len; i++) {
    WhinContact *contact =
        whin_contact_list_find (whin_client_get_contacts (client), &g_array_index (accs, Id, i));

    if (contact)
      g_ptr_array_add (names, whin_isolate (whin_contact_get_name (contact)));
    else
      others++;
  }
  g_ptr_array_sort (names, compare_names);
  if (others > 0)
    /* Translators: after the names of members that are known */
    g_ptr_array_add (names, g_strdup_printf (ngettext ("%u other", "%u others", others), others));
  if (own)
    g_ptr_array_add (names, g_strdup (_ ("You")));
  g_ptr_array_add (names, NULL);
  return g_strjoinv (_ (", "), (char **) names->pdata);
}

char *
whin_group_members (WhinClient *client, const GroupRow *row)
{
  g_autoptr (GArray) accs = g_array_new (FALSE, FALSE, sizeof (Id));

  for (guint i = 0; i < row->members->len; i++) {
    const Id *acc = &g_array_index (row->members, GroupRowMember, i).acc;

    if (!whin_client_is_self (client, acc))
      g_array_append_val (accs, *acc);
  }
  return join_names (client, accs, row->inside);
}

char *
whin_broadcast_people (WhinClient *client, const ListRow *list)
{
  g_autoptr (GArray) accs = g_array_new (FALSE, FALSE, sizeof (Id));

  for (guint i = 0; i < list->chats->len; i++)
    g_array_append_val (accs, g_array_index (list->chats, Conv, i).id);
  return join_names (client, accs, FALSE);
}

/* "Anna and Ben are typing…" */
static char *
several_typing (WhinClient *client, const GArray *typing)
{
  g_autofree char *people = list_people (client, typing);

  /* Translators: %s are several people, or how many they are; the number is how many */
  return whin_sentence (ngettext ("%s are typing…", "%s are typing…", typing->len), people);
}

char *
whin_group_activity (WhinClient *client, WhinChat *chat)
{
  gboolean group = whin_chat_get_conv (chat)->kind == CONV_GROUP;
  const GArray *typing = whin_chat_get_typing (chat);
  const char *name = group ? whin_client_name_of (client, whin_chat_get_active (chat)) : NULL;

  switch (whin_chat_get_activity (chat)) {
  case ACTIVITY_TYPING:
    if (group && typing->len > 1)
      return several_typing (client, typing);
    return group ? whin_sentence (_ ("%s is typing…"), name) : g_strdup (_ ("typing…"));
  case ACTIVITY_RECORDING:
    return group ? whin_sentence (_ ("%s is recording…"), name) : g_strdup (_ ("recording…"));
  case ACTIVITY_IDLE:
    break;
  }
  return NULL;
}

guint
whin_group_colour (const Id *acc)
{
  return id_hash (acc) % WHIN_N_NAME_COLOURS;
}
