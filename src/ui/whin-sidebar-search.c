/* sidebar, search: chats and contacts by name at once, messages when the engine has found them, in
 * three sections. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sidebar-private.h"

#include "whin-avatar.h"
#include "whin-chat-row.h"
#include "whin-format.h"
#include "whin-message.h"

#include <glib/gi18n.h>

#define NAMES_MAX 8
#define AROUND 24 /* characters before the first hit */

/* What a row of the results leads to. */
typedef struct {
  const char *section; /* translated */
  Conv conv;
  gint64 ord;
} Result;

#define RESULT "whin-result"

gboolean
whin_sidebar_is_searching (WhinSidebar *self)
{
  return gtk_search_bar_get_search_mode (self->search_bar) &&
         gtk_editable_get_text (GTK_EDITABLE (self->search_entry))[0];
}

static void
append_result (WhinSidebar *self,
               GtkWidget *child,
               const char *label,
               const char *section,
               const Conv *conv,
               gint64 ord)
{
  GtkWidget *row = gtk_list_box_row_new ();
  Result *result = g_new0 (Result, 1);

  *result = (Result) { section, *conv, ord };
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), RESULT, result, g_free);
  gtk_list_box_append (self->results_box, row);
}

static gboolean
matches (const char *name, const char *key)
{
  return g_str_match_string (key, name, TRUE);
}

static void
append_chats (WhinSidebar *self, const char *key)
{
  GListModel *chats = G_LIST_MODEL (whin_client_get_chats (self->client));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (chats) && n < NAMES_MAX; i++) {
    g_autoptr (WhinChat) chat = g_list_model_get_item (chats, i);
    GtkWidget *row;
    g_autofree char *label = NULL;

    if (!matches (whin_chat_get_name (chat), key))
      continue;
    row = whin_chat_row_new (self->client);
    whin_chat_row_set_chat (WHIN_CHAT_ROW (row), chat);
    label = whin_chat_row_describe (WHIN_CHAT_ROW (row));
    append_result (self, row, label, _ ("Chats"), whin_chat_get_conv (chat), 0);
    n++;
  }
}

static GtkWidget *
label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

/* Avatar, a name with a time at its end, and a line below. */
static GtkWidget *
result_new (const char *name, const MediaFile *avatar_file, const char *time, GtkWidget *line)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *avatar = adw_avatar_new (48, name, TRUE);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name_label = label_new (name, "chat-name");
  GtkWidget *time_label = label_new (time, "caption");

  whin_avatar_set (ADW_AVATAR (avatar), name, avatar_file);
  gtk_widget_set_size_request (row, -1, 68);
  gtk_widget_set_valign (avatar, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (name_label, TRUE);
  gtk_widget_add_css_class (time_label, "chat-time");
  gtk_box_append (GTK_BOX (first), name_label);
  gtk_box_append (GTK_BOX (first), time_label);
  gtk_box_append (GTK_BOX (lines), first);
  gtk_box_append (GTK_BOX (lines), line);
  gtk_box_append (GTK_BOX (row), avatar);
  gtk_box_append (GTK_BOX (row), lines);
  return row;
}

static void
append_contacts (WhinSidebar *self, const char *key)
{
  GListModel *contacts = G_LIST_MODEL (whin_client_get_contacts (self->client));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (contacts) && n < NAMES_MAX; i++) {
    g_autoptr (WhinContact) contact = g_list_model_get_item (contacts, i);
    const ContactRow *row = whin_contact_get_row (contact);
    Conv conv = { CONV_USER, row->acc };
    const char *name = whin_contact_get_name (contact);

    /* Whoever has a chat stands above already. */
    if ((!matches (name, key) && !matches (row->phone, key)) ||
        whin_chat_list_find (whin_client_get_chats (self->client), &conv))
      continue;
    append_result (self,
                   result_new (name, row->avatar, "",
                               label_new (row->about[0] ? row->about : row->phone, "chat-preview")),
                   name, _ ("Contacts"), &conv, 0);
    n++;
  }
}

/* Behind the word that a cut went through. */
static const char *
whole_words (const char *text)
{
  const char *space = strchr (text, ' ');

  return space ? space + 1 : text;
}

/* The hits of key in bold, the line cut so that the first is seen. */
static char *
highlight (const char *text, const char *key)
{
  g_autofree char *line = whin_format_one_line (text);
  g_autofree char *folded = g_utf8_strdown (line, -1), *low = g_utf8_strdown (key, -1);
  const char *hit = strstr (folded, low);
  glong start, length, from;
  g_autofree char *before = NULL, *middle = NULL, *after = NULL;

  if (!hit || g_utf8_strlen (folded, -1) != g_utf8_strlen (line, -1))
    return g_markup_escape_text (line, -1);
  start = g_utf8_pointer_to_offset (folded, hit);
  length = g_utf8_strlen (low, -1);
  from = MAX (0, start - AROUND);
  before = g_utf8_substring (line, from, start);
  middle = g_utf8_substring (line, start, start + length);
  after = g_utf8_substring (line, start + length, -1);
  return g_markup_printf_escaped ("%s%s<b>%s</b>%s", from > 0 ? "…" : "",
                                  from > 0 ? whole_words (before) : before, middle, after);
}

static void
append_messages (WhinSidebar *self, const char *key)
{
  GListModel *found = G_LIST_MODEL (self->search);

  for (guint i = 0; i < g_list_model_get_n_items (found); i++) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (found, i);
    const MessageRow *row = whin_message_get_row (message);
    WhinChat *chat = whin_chat_list_find (whin_client_get_chats (self->client), &row->conv);
    g_autofree char *time = whin_format_short (row->time, whin_now ());
    g_autofree char *markup = highlight (row->text, key);
    GtkWidget *line;

    if (!chat)
      continue;
    line = label_new ("", "chat-preview");
    gtk_label_set_markup (GTK_LABEL (line), markup);
    append_result (
        self, result_new (whin_chat_get_name (chat), whin_chat_get_row (chat)->avatar, time, line),
        row->text, _ ("Messages"), &row->conv, row->ord);
  }
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer unused)
{
  Result *result = g_object_get_data (G_OBJECT (row), RESULT);
  Result *above = before ? g_object_get_data (G_OBJECT (before), RESULT) : NULL;
  GtkWidget *label;

  if (above && g_str_equal (above->section, result->section)) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  label = label_new (result->section, "heading");
  gtk_widget_add_css_class (label, "result-heading");
  gtk_list_box_row_set_header (row, label);
}

static void
show_results (WhinSidebar *self)
{
  const char *key = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  gtk_list_box_remove_all (self->results_box);
  if (whin_sidebar_is_searching (self)) {
    append_chats (self, key);
    append_contacts (self, key);
    append_messages (self, key);
  }
  whin_sidebar_update_page (self);
}

static void
search_changed_cb (GtkSearchEntry *entry, WhinSidebar *self)
{
  g_autofree char *words = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  whin_search_set_words (self->search, words);
  show_results (self);
}

static void
search_mode_cb (GtkSearchBar *bar, GParamSpec *pspec, WhinSidebar *self)
{
  if (self->search)
    show_results (self);
}

static void
stop_search_cb (GtkSearchEntry *entry, WhinSidebar *self)
{
  whin_sidebar_stop_search (self);
}

static void
open_result (WhinSidebar *self, GtkListBoxRow *row)
{
  Result result = *(Result *) g_object_get_data (G_OBJECT (row), RESULT);

  whin_sidebar_open (self, &result.conv, result.ord);
}

static void
result_activated_cb (GtkListBox *box, GtkListBoxRow *row, WhinSidebar *self)
{
  open_result (self, row);
}

/* Enter in the field opens the first result. */
static void
search_activated_cb (GtkSearchEntry *entry, WhinSidebar *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->results_box, 0);

  if (row)
    open_result (self, row);
}

void
whin_sidebar_search_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_activated_cb);
}

void
whin_sidebar_search_init (WhinSidebar *self)
{
  self->search = whin_search_new (self->client);
  g_signal_connect_object (self->search, "items-changed", G_CALLBACK (show_results), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_set_header_func (self->results_box, header_cb, NULL, NULL);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self));
}

void
whin_sidebar_start_search (WhinSidebar *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

gboolean
whin_sidebar_stop_search (WhinSidebar *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    return FALSE;
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  return TRUE;
}
