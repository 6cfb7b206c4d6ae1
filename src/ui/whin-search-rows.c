/* search rows: see whin-search-rows.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-search-rows.h"

#include "whin-avatar.h"
#include "whin-format.h"
#include "whin-highlight.h"
#include "whin-open.h"
#include "whin-sentence.h"
#include "whin-text-scan.h"

#include <glib/gi18n.h>
#include <string.h>

#define AVATAR 48
#define MEDIA "whin-media"
#define LINK "whin-link"

static GtkWidget *
label_new (const char *markup, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

/* A picture, a title with a time at its end, and a line below. */
static GtkWidget *
row_new (GtkWidget *picture, const char *title, const char *time, const char *line)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title_label = label_new (title, "chat-name");
  g_autofree char *time_markup = g_markup_escape_text (time, -1);
  GtkWidget *time_label = label_new (time_markup, "caption");

  gtk_widget_set_size_request (row, -1, 62);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_hexpand (title_label, TRUE);
  gtk_widget_add_css_class (time_label, "chat-time");
  gtk_box_append (GTK_BOX (first), title_label);
  gtk_box_append (GTK_BOX (first), time_label);
  gtk_box_append (GTK_BOX (lines), first);
  if (line[0])
    gtk_box_append (GTK_BOX (lines), label_new (line, "chat-preview"));
  gtk_box_append (GTK_BOX (row), picture);
  gtk_box_append (GTK_BOX (row), lines);
  return row;
}

static GtkWidget *
avatar_new (const WhinNamed *named, const char *name)
{
  GtkWidget *avatar = adw_avatar_new (AVATAR, name, TRUE);

  gtk_accessible_update_state (GTK_ACCESSIBLE (avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  if (named)
    whin_avatar_set_named (ADW_AVATAR (avatar), named);
  return avatar;
}

static GtkWidget *
icon_new (const char *name)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (name);

  gtk_widget_set_size_request (icon, AVATAR, AVATAR);
  gtk_widget_add_css_class (icon, "result-icon");
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  return icon;
}

GtkWidget *
whin_search_row_name (const WhinNamed *named, const WordQuery *query)
{
  const char *name = whin_named_get_name (named);
  g_autofree char *title =
      query ? whin_highlight (query, name, FALSE) : g_markup_escape_text (name, -1);
  const ContactRow *row = named->contact ? whin_contact_get_row (named->contact) : NULL;
  g_autofree char *phone = row && !row->about[0] ? whin_format_phone (row->phone) : NULL;
  g_autofree char *line = g_markup_escape_text (phone ? phone : row ? row->about : "", -1);

  return row_new (avatar_new (named, name), title, "", line);
}

/* -- Messages. -- */

static WhinChat *
chat_of (WhinClient *client, const MessageRow *row)
{
  return whin_chat_list_find (whin_client_get_chats (client), &row->conv);
}

static const char *
chat_name (WhinClient *client, const MessageRow *row)
{
  WhinChat *chat = chat_of (client, row);

  if (chat)
    return whin_chat_get_name (chat);
  return row->conv.kind == CONV_USER ? whin_client_name_of (client, &row->conv.id) : _ ("Group");
}

static const char *
author_name (WhinClient *client, const MessageRow *row)
{
  return row->own ? _ ("You") : whin_client_name_of (client, &row->author);
}

/* In a chat of two only one's own messages have to say so. */
static char *
with_author (WhinClient *client, const MessageRow *row, const char *markup)
{
  g_autofree char *author = g_markup_escape_text (author_name (client, row), -1);

  if (!row->own && row->conv.kind == CONV_USER)
    return g_strdup (markup);
  /* Translators: who wrote, and what */
  return whin_sentence (_ ("%s: %s"), author, markup);
}

GtkWidget *
whin_search_row_message (WhinClient *client, const MessageRow *row, const WordQuery *query)
{
  WhinNamed named = { row->conv, chat_of (client, row), NULL };
  const char *name = chat_name (client, row);
  g_autofree char *title = g_markup_escape_text (name, -1);
  g_autofree char *time = whin_format_short (row->time, whin_now ());
  g_autofree char *text = whin_format_preview (row);
  g_autofree char *marked = whin_highlight (query, text, TRUE);
  g_autofree char *line = with_author (client, row, marked);

  return row_new (avatar_new (named.chat ? &named : NULL, name), title, time, line);
}

/* Where a link or a file is from: "Anna", "You in Ben", "Anna in Family". */
static char *
origin (WhinClient *client, const MessageRow *row)
{
  const char *chat = chat_name (client, row);

  if (!row->own && row->conv.kind == CONV_USER)
    return g_strdup (chat);
  /* Translators: who sent it, and the name of the chat */
  return whin_sentence (_ ("%s in %s"), author_name (client, row), chat);
}

static void
append_button (GtkWidget *row, const char *icon, const char *tooltip, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  g_signal_connect (button, "clicked", clicked, row);
  gtk_box_append (GTK_BOX (row), button);
}

static void
open_link_cb (GtkButton *button, GtkWidget *row)
{
  whin_open_link (row, g_object_get_data (G_OBJECT (row), LINK));
}

/* Of the web: what others begin with is more than how they are fetched. */
static const char *
without_scheme (const char *link)
{
  const char *scheme = g_ascii_strncasecmp (link, "http", 4) == 0 ? strstr (link, "://") : NULL;

  return scheme ? scheme + 3 : link;
}

GtkWidget *
whin_search_row_link (WhinClient *client, const MessageRow *row, const WordQuery *query)
{
  g_autoptr (GArray) links = whin_text_find_links (row->text);
  const WhinLink *link = links ? &g_array_index (links, WhinLink, 0) : NULL;
  g_autofree char *shown =
      link ? g_strndup (row->text + link->start, link->end - link->start) : g_strdup (row->text);
  g_autofree char *title = whin_highlight (query, without_scheme (shown), FALSE);
  g_autofree char *time = whin_format_short (row->time, whin_now ());
  g_autofree char *from = origin (client, row);
  g_autofree char *line = g_markup_escape_text (from, -1);
  GtkWidget *box = row_new (icon_new ("insert-link-symbolic"), title, time, line);

  if (link) {
    g_object_set_data_full (G_OBJECT (box), LINK, g_strdup (link->uri), g_free);
    append_button (box, "adw-external-link-symbolic", _ ("Open Link"), G_CALLBACK (open_link_cb));
  }
  return box;
}

/* A program is opened from its chat only, which asks before. */
static gboolean
is_harmless (const Media *media)
{
  g_autofree char *type = g_content_type_from_mime_type (media->mime);

  return type &&
         (!g_content_type_can_be_executable (type) || g_content_type_equals (type, "text/plain"));
}

static void
open_file_cb (GtkButton *button, GtkWidget *row)
{
  whin_open_media (row, g_object_get_data (G_OBJECT (row), MEDIA), FALSE);
}

GtkWidget *
whin_search_row_file (WhinClient *client, const MessageRow *row, const WordQuery *query)
{
  const Media *media = row->media;
  g_autofree char *name = whin_format_preview (row);
  g_autofree char *title =
      whin_highlight (query, media && media->name[0] ? media->name : name, FALSE);
  g_autofree char *time = whin_format_short (row->time, whin_now ());
  g_autofree char *from = origin (client, row);
  g_autofree char *line = g_markup_escape_text (from, -1);
  gboolean audio = media && g_str_has_prefix (media->mime, "audio/");
  GtkWidget *box = row_new (
      icon_new (audio ? "audio-x-generic-symbolic" : "text-x-generic-symbolic"), title, time, line);

  if (media && media->file && is_harmless (media)) {
    g_object_set_data_full (G_OBJECT (box), MEDIA, media_ref (media), (GDestroyNotify) media_unref);
    append_button (box, "document-open-symbolic", _ ("Open File"), G_CALLBACK (open_file_cb));
  }
  return box;
}

char *
whin_search_describe (WhinClient *client, const MessageRow *row)
{
  g_autofree char *text = whin_format_preview (row);
  g_autofree char *time = whin_format_short (row->time, whin_now ());

  /* Translators: a message that was found: the chat, who wrote it, its text, and when */
  return g_strdup_printf (_ ("%1$s, %2$s: %3$s, %4$s"), chat_name (client, row),
                          author_name (client, row), text, time);
}
