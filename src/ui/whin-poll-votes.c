/* poll votes: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-poll-votes.h"

#include "whin-avatar.h"
#include "whin-format.h"

#include <glib/gi18n.h>

#define VOTES "whin-votes"

typedef struct {
  WhinClient *client;
  MessageRow *row;
  GtkBox *box; /* borrowed */
  GCancellable *cancellable;
} Votes;

static void
votes_free (gpointer data)
{
  Votes *votes = data;

  g_cancellable_cancel (votes->cancellable);
  g_object_unref (votes->cancellable);
  g_object_unref (votes->client);
  message_row_unref (votes->row);
  g_free (votes);
}

static GtkWidget *
make_voter (Votes *votes, const Voter *voter)
{
  GtkWidget *row = adw_action_row_new (), *avatar = adw_avatar_new (32, NULL, TRUE);
  WhinContact *contact =
      whin_contact_list_find (whin_client_get_contacts (votes->client), &voter->acc);
  const char *name = whin_client_is_self (votes->client, &voter->acc)
                         ? _ ("You")
                         : whin_client_name_of (votes->client, &voter->acc);
  g_autofree char *when = whin_format_short (voter->time, whin_now ());

  whin_avatar_set (ADW_AVATAR (avatar), name,
                   contact ? whin_contact_get_row (contact)->avatar : NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), when);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  return row;
}

static GtkWidget *
make_option (Votes *votes, guint i, GPtrArray *voters)
{
  const PollOption *option = votes->row->poll->options->pdata[i];
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *title = g_markup_escape_text (option->text, -1);
  guint n = 0;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (guint k = 0; k < voters->len; k++) {
    const Voter *voter = voters->pdata[k];

    if ((voter->choices & (1u << i)) == 0)
      continue;
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_voter (votes, voter));
    n++;
  }
  if (n == 0)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), _ ("No votes"));
  return group;
}

static void
voters_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = user_data;
  g_autoptr (GPtrArray) voters = whin_client_query_voters_finish (NULL, result, NULL);
  Votes *votes;

  if (!voters)
    return;
  votes = g_object_get_data (G_OBJECT (dialog), VOTES);
  for (guint i = 0; i < votes->row->poll->options->len; i++)
    gtk_box_append (votes->box, make_option (votes, i, voters));
}

AdwDialog *
whin_poll_votes_new (WhinClient *client, const MessageRow *row)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new (), *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  MessageName name = { row->conv, row->author, row->id };
  Votes *votes = g_new0 (Votes, 1);

  votes->client = g_object_ref (client);
  votes->row = message_row_ref (row);
  votes->box = GTK_BOX (box);
  votes->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (dialog), VOTES, votes, votes_free);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scroller);
  adw_dialog_set_title (dialog, _ ("Votes"));
  adw_dialog_set_content_width (dialog, 420);
  adw_dialog_set_content_height (dialog, 480);
  adw_dialog_set_child (dialog, view);
  whin_client_query_voters_async (client, &name, votes->cancellable, voters_cb,
                                  g_object_ref (dialog));
  return dialog;
}
