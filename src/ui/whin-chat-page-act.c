/* chat page, act: what a person does to a message, whichever way - by a key, the menu, the tools at
 * the pointer or a screen reader. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "limits.h"
#include "whin-client-messages.h"
#include "whin-format.h"
#include "whin-forward-dialog.h"
#include "whin-message-info.h"
#include "whin-reaction-bar.h"
#include "whin-reactors.h"
#include "whin-sticker-dialog.h"
#include "whin-window.h"

#include <glib/gi18n.h>

#define BIT(command) (1u << WHIN_COMMAND_##command)
#define HOUR_MS (60 * 60 * G_GINT64_CONSTANT (1000))

/* -- What may be done -- */

static gboolean
is_here (const MessageRow *row)
{
  return row->state != STATE_PENDING && row->state != STATE_FAILED;
}

gboolean
whin_chat_page_may_edit (WhinChatPage *self, const MessageRow *row)
{
  return row->own && is_here (row) && !row->forwarded && whin_chat_page_can_write (self) &&
         !(row->media && row->media->sticker) &&
         (row->kind == MESSAGE_TEXT || row->kind == MESSAGE_PICTURE || row->kind == MESSAGE_FILE) &&
         whin_now () - row->time < LIMIT_EDIT_HOURS * HOUR_MS;
}

gboolean
whin_chat_page_may_take_back (WhinChatPage *self, const MessageRow *row)
{
  const GroupRow *group = whin_client_get_group (self->client, &row->conv);

  return (row->own || (group && group->admin)) && is_here (row) && row->kind != MESSAGE_DELETED &&
         !MESSAGE_KIND_IS_NOTICE (row->kind) && whin_chat_page_can_write (self) &&
         whin_now () - row->time < LIMIT_DELETE_HOURS * HOUR_MS;
}

guint
whin_chat_page_commands (WhinChatPage *self, const MessageRow *row)
{
  guint commands = BIT (DELETE) | BIT (SELECT);

  if (MESSAGE_KIND_IS_NOTICE (row->kind))
    return 0;
  if (row->kind == MESSAGE_DELETED || row->kind == MESSAGE_UNKNOWN ||
      row->kind == MESSAGE_UNREADABLE)
    return commands;
  if (row->text[0])
    commands |= BIT (COPY);
  if (row->media && row->media->sticker && row->media->file)
    commands |= BIT (KEEP);
  if (!is_here (row))
    return commands;
  commands |= BIT (FORWARD) | BIT (STAR) | BIT (INFO);
  if (whin_chat_page_can_write (self))
    commands |=
        row->conv.kind == CONV_BROADCAST ? BIT (REPLY) : BIT (REPLY) | BIT (REACT) | BIT (PIN);
  if (whin_chat_page_may_edit (self, row))
    commands |= BIT (EDIT);
  return commands;
}

/* -- Reacting -- */

typedef struct {
  WhinClient *client;
  MessageName name;
} Reacting;

static void
reacted (const char *emoji, gpointer user_data)
{
  Reacting *reacting = user_data;

  whin_client_react (reacting->client, &reacting->name, emoji);
}

static void
reacting_free (gpointer data)
{
  Reacting *reacting = data;

  g_object_unref (reacting->client);
  g_free (reacting);
}

const char *
whin_chat_page_own_reaction (const MessageRow *row)
{
  for (guint i = 0; row->reactions && i < row->reactions->len; i++) {
    const Reaction *reaction = row->reactions->pdata[i];

    if (reaction->own)
      return reaction->emoji;
  }
  return NULL;
}

/* Over that part of the row, as far as it can be seen. */
static GdkRectangle
place_in (WhinChatPage *self, GtkWidget *row, const graphene_rect_t *part)
{
  graphene_rect_t bounds, in_page, seen;
  graphene_matrix_t matrix;

  if (!row || !gtk_widget_compute_bounds (GTK_WIDGET (self->scroller), GTK_WIDGET (self), &seen) ||
      !gtk_widget_compute_transform (row, GTK_WIDGET (self), &matrix))
    return (GdkRectangle) { gtk_widget_get_width (GTK_WIDGET (self)) / 2, 100, 1, 1 };
  graphene_matrix_transform_bounds (&matrix, part, &in_page);
  if (graphene_rect_intersection (&in_page, &seen, &bounds))
    in_page = bounds;
  return (GdkRectangle) { (int) in_page.origin.x, (int) in_page.origin.y, (int) in_page.size.width,
                          (int) in_page.size.height };
}

static void
react (WhinChatPage *self, WhinMessage *message)
{
  GtkWidget *row = whin_chat_page_find_row (self, message);
  Reacting *reacting = g_new (Reacting, 1);
  graphene_rect_t bubble = { 0 };
  GdkRectangle place;

  if (row)
    whin_message_row_get_bubble_bounds (WHIN_MESSAGE_ROW (row), &bubble);
  place = place_in (self, row, &bubble);
  *reacting = (Reacting) { g_object_ref (self->client), whin_message_get_name (message) };
  whin_reaction_bar_popup (GTK_WIDGET (self), &place,
                           whin_chat_page_own_reaction (whin_message_get_row (message)), reacted,
                           reacting, reacting_free);
}

void
whin_chat_page_toggle_reaction (WhinChatPage *self, WhinMessage *message, const char *emoji)
{
  const char *own = whin_chat_page_own_reaction (whin_message_get_row (message));
  MessageName name = whin_message_get_name (message);

  if (whin_chat_page_commands (self, whin_message_get_row (message)) & BIT (REACT))
    whin_client_react (self->client, &name, g_strcmp0 (own, emoji) == 0 ? NULL : emoji);
}

void
whin_chat_page_show_reactors (WhinChatPage *self,
                              WhinMessageRow *row,
                              WhinMessage *message,
                              const char *emoji)
{
  const MessageRow *source = whin_message_get_row (message);
  graphene_rect_t pill;
  GdkRectangle place;

  if (!whin_message_row_get_reaction_bounds (row, emoji, &pill))
    return;
  place = place_in (self, GTK_WIDGET (row), &pill);
  whin_reactors_popup (GTK_WIDGET (self), &place, self->client, source,
                       (whin_chat_page_commands (self, source) & BIT (REACT)) != 0,
                       self->cancellable);
}

/* -- The rest -- */

void
whin_chat_page_copy (WhinChatPage *self, GPtrArray *rows)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    if (row->text[0])
      g_string_append_printf (text, "%s%s", text->len ? "\n" : "", row->text);
  }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
}

void
whin_chat_page_star (WhinChatPage *self, const MessageRow *row, gboolean starred)
{
  MessageName name = { row->conv, row->author, row->id };

  whin_client_star (self->client, &name, starred);
}

static void
pin (WhinChatPage *self, const MessageRow *row)
{
  MessageName name = { row->conv, row->author, row->id };

  whin_client_pin (self->client, &name, !row->pinned);
}

static GPtrArray *
only (const MessageRow *row)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);

  g_ptr_array_add (rows, message_row_ref (row));
  return rows;
}

static void
remove_message (WhinChatPage *self, const MessageRow *row)
{
  g_autoptr (GPtrArray) rows = only (row);
  MessageName name = { row->conv, row->author, row->id };

  if (row->state == STATE_FAILED)
    whin_client_discard (self->client, &name);
  else if (row->state == STATE_PENDING)
    whin_client_cancel_transfer (self->client, &name);
  else
    whin_chat_page_delete (self, rows);
}

void
whin_chat_page_command_one (WhinChatPage *self, WhinMessage *message, WhinCommand command)
{
  g_autoptr (MessageRow) row = message_row_ref (whin_message_get_row (message));
  g_autoptr (GPtrArray) rows = only (row);

  if (!(whin_chat_page_commands (self, row) & (1u << command)))
    return;
  switch (command) {
  case WHIN_COMMAND_REPLY:
    whin_composer_reply (self->composer, row);
    break;
  case WHIN_COMMAND_REACT:
    react (self, message);
    break;
  case WHIN_COMMAND_EDIT:
    whin_composer_edit (self->composer, row);
    break;
  case WHIN_COMMAND_FORWARD:
    whin_forward_dialog_present (GTK_WIDGET (self), self->client, rows);
    break;
  case WHIN_COMMAND_COPY:
    whin_chat_page_copy (self, rows);
    break;
  case WHIN_COMMAND_KEEP:
    whin_sticker_keep (GTK_WIDGET (self), self->client, row);
    break;
  case WHIN_COMMAND_STAR:
    whin_chat_page_star (self, row, !row->starred);
    break;
  case WHIN_COMMAND_PIN:
    pin (self, row);
    break;
  case WHIN_COMMAND_INFO:
    whin_message_info_present (GTK_WIDGET (self), self->client, row);
    break;
  case WHIN_COMMAND_SELECT:
    whin_chat_page_select_one (self, message);
    break;
  case WHIN_COMMAND_DELETE:
    remove_message (self, row);
    break;
  case WHIN_N_COMMANDS:
    break;
  }
}

/* -- Albums -- */

static GPtrArray *
rows_of (WhinChatPage *self, const GPtrArray *album, WhinCommand command)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);

  for (guint i = 0; i < album->len; i++) {
    const MessageRow *row = whin_message_get_row (album->pdata[i]);

    if (whin_chat_page_commands (self, row) & (1u << command))
      g_ptr_array_add (rows, message_row_ref (row));
  }
  return rows;
}

static void
star_all (WhinChatPage *self, GPtrArray *rows)
{
  gboolean starred = TRUE;

  for (guint i = 0; i < rows->len; i++)
    starred = starred && ((const MessageRow *) rows->pdata[i])->starred;
  for (guint i = 0; i < rows->len; i++)
    whin_chat_page_star (self, rows->pdata[i], !starred);
}

/* What has not left goes at once, the rest is asked about together. */
static void
remove_all (WhinChatPage *self, GPtrArray *rows)
{
  for (guint i = rows->len; i-- > 0;) {
    const MessageRow *row = rows->pdata[i];

    if (row->state != STATE_FAILED && row->state != STATE_PENDING)
      continue;
    remove_message (self, row);
    g_ptr_array_remove_index (rows, i);
  }
  if (rows->len)
    whin_chat_page_delete (self, rows);
}

void
whin_chat_page_command (WhinChatPage *self, WhinMessage *message, WhinCommand command)
{
  const GPtrArray *album = whin_message_get_album (message);
  g_autoptr (GPtrArray) rows = album ? rows_of (self, album, command) : NULL;

  if (rows && command == WHIN_COMMAND_FORWARD && rows->len)
    whin_forward_dialog_present (GTK_WIDGET (self), self->client, rows);
  else if (rows && command == WHIN_COMMAND_STAR)
    star_all (self, rows);
  else if (rows && command == WHIN_COMMAND_DELETE)
    remove_all (self, rows);
  else if (rows && command == WHIN_COMMAND_SELECT)
    whin_chat_page_select (self, message);
  else
    whin_chat_page_command_one (self, album ? album->pdata[0] : message, command);
}

gboolean
whin_chat_page_retry_album (WhinChatPage *self, WhinMessage *message, WhinPart part)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (part != WHIN_PART_RETRY && part != WHIN_PART_DISCARD)
    return FALSE;
  rows = rows_of (self, whin_message_get_album (message), WHIN_COMMAND_DELETE);
  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];
    MessageName name = { row->conv, row->author, row->id };

    if (row->state != STATE_FAILED)
      continue;
    if (part == WHIN_PART_RETRY)
      whin_client_retry (self->client, &name);
    else
      whin_client_discard (self->client, &name);
  }
  return TRUE;
}
