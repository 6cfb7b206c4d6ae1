/* reactors: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-reactors.h"

#include "whin-client-messages.h"
#include "whin-people-rows.h"
#include "whin-popover.h"

#include <glib/gi18n.h>

#define EMOJI "whin-emoji"
#define WIDTH 300
#define HEIGHT_MAX 320

typedef struct {
  WhinClient *client;
  MessageRow *row;
  GtkWidget *parent; /* weak */
  GdkRectangle place;
  gboolean may_take_back;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->client);
  message_row_unref (question->row);
  g_clear_weak_pointer (&question->parent);
  g_free (question);
}

static guint
count (const GPtrArray *reactors, const char *emoji)
{
  guint n = 0;

  for (guint i = 0; i < reactors->len; i++)
    n += g_str_equal (((const Reactor *) reactors->pdata[i])->emoji, emoji);
  return n;
}

/* Where the first of them stands, for those that are as many. */
static guint
first_of (const GPtrArray *reactors, const char *emoji)
{
  guint i = 0;

  while (!g_str_equal (((const Reactor *) reactors->pdata[i])->emoji, emoji))
    i++;
  return i;
}

/* Emoji with the most people first; of one, who reacted last. */
static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer data)
{
  const GPtrArray *reactors = data;
  const char *one = g_object_get_data (G_OBJECT (a), EMOJI);
  const char *other = g_object_get_data (G_OBJECT (b), EMOJI);
  guint n = count (reactors, one), m = count (reactors, other);

  if (n != m)
    return n > m ? -1 : 1;
  return (int) first_of (reactors, one) - (int) first_of (reactors, other);
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *emoji = g_object_get_data (G_OBJECT (row), EMOJI);
  g_autofree char *text = NULL;
  GtkWidget *header;

  if (before && g_str_equal (g_object_get_data (G_OBJECT (before), EMOJI), emoji)) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  text = g_strdup_printf ("%s %u", emoji, count (data, emoji));
  header = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (header), 0);
  gtk_widget_add_css_class (header, "heading");
  gtk_widget_add_css_class (header, "reactors-header");
  gtk_list_box_row_set_header (row, header);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, Question *question)
{
  MessageName name = { question->row->conv, question->row->author, question->row->id };

  whin_client_react (question->client, &name, NULL);
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (list), GTK_TYPE_POPOVER)));
}

static GtkWidget *
row_new (const Question *question, const Reactor *reactor)
{
  gboolean own = question->may_take_back && whin_client_is_self (question->client, &reactor->acc);
  AdwActionRow *row =
      whin_person_row_new (question->client, &reactor->acc, own ? _ ("Press to take back") : NULL);
  /* Translators: a person and an emoji, read aloud */
  g_autofree char *label = g_strdup_printf (
      _ ("%s, %s"), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), reactor->emoji);

  adw_action_row_set_title_lines (row, 1); /* so that no room is kept for more */
  adw_action_row_set_subtitle_lines (row, 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), own);
  g_object_set_data_full (G_OBJECT (row), EMOJI, g_strdup (reactor->emoji), g_free);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (row);
}

/* Takes over the question and the reactors. */
static GtkWidget *
list_new (Question *question, GPtrArray *reactors)
{
  GtkWidget *list = gtk_list_box_new ();

  for (guint i = 0; i < reactors->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), row_new (question, reactors->pdata[i]));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_set_header_func (GTK_LIST_BOX (list), header_cb, reactors, NULL);
  gtk_list_box_set_sort_func (GTK_LIST_BOX (list), compare_rows, reactors,
                              (GDestroyNotify) g_ptr_array_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reactions"), -1);
  g_signal_connect_data (list, "row-activated", G_CALLBACK (activated_cb), question,
                         (GClosureNotify) (GCallback) question_free, G_CONNECT_DEFAULT);
  return list;
}

static void
open (Question *question, GPtrArray *reactors)
{
  GtkWidget *popover = gtk_popover_new (), *scroller = gtk_scrolled_window_new ();
  GtkWidget *parent = question->parent;
  GdkRectangle place = question->place;

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), HEIGHT_MAX);
  gtk_widget_set_size_request (scroller, WIDTH, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list_new (question, reactors));
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_widget_add_css_class (popover, "reactors");
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reactions"), -1);
  whin_popover_open (popover, parent, &place, whin_popover_focus_of (parent));
}

static void
reactors_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  GPtrArray *reactors = whin_client_query_finish (NULL, result, NULL);

  if (reactors && reactors->len && question->parent && gtk_widget_get_mapped (question->parent)) {
    open (question, reactors);
    return;
  }
  g_clear_pointer (&reactors, g_ptr_array_unref);
  question_free (question);
}

void
whin_reactors_popup (GtkWidget *parent,
                     const GdkRectangle *place,
                     WhinClient *client,
                     const MessageRow *row,
                     gboolean may_take_back,
                     GCancellable *cancellable)
{
  MessageName name = { row->conv, row->author, row->id };
  Question *question = g_new0 (Question, 1);

  *question = (Question) { .client = g_object_ref (client),
                           .row = message_row_ref (row),
                           .place = *place,
                           .may_take_back = may_take_back };
  g_set_weak_pointer (&question->parent, parent);
  whin_client_query_reactions_async (client, &name, cancellable, reactors_cb, question);
}
