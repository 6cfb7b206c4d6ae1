/* poll card: the question, and for each option what it is, how many chose it, and a bar. Choosing
 * is voting; a button shows who voted for what.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-card.h"

#include "whin-poll-votes.h"

#include <glib/gi18n.h>

#define POLL "whin-poll"
#define WIDTH 260

typedef struct {
  GtkCheckButton *button;
  GtkLabel *votes;
  GtkLevelBar *bar;
} Option;

typedef struct {
  WhinClient *client;
  MessageName name;
  GtkWidget *card; /* borrowed: it owns this */
  GArray *options; /* of Option */
  GtkWidget *votes_button;
  MessageRow *row;   /* the newest */
  gboolean updating; /* what is shown changes, and nobody votes */
} Shown;

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_array_unref (shown->options);
  g_clear_pointer (&shown->row, message_row_unref);
  g_object_unref (shown->client);
  g_free (shown);
}

/* -- Voting. -- */

static void
toggled_cb (GtkCheckButton *button, Shown *shown)
{
  gboolean multiple = shown->row->poll->multiple;
  guint choices = 0;

  if (shown->updating)
    return;
  for (guint i = 0; i < shown->options->len; i++) {
    const Option *option = &g_array_index (shown->options, Option, i);
    gboolean chosen = gtk_check_button_get_active (option->button);

    /* Of one choice the last that was made. */
    if (chosen && (multiple || option->button == button))
      choices |= 1u << i;
  }
  whin_client_vote (shown->client, &shown->name, choices);
}

static void
votes_cb (Shown *shown)
{
  adw_dialog_present (whin_poll_votes_new (shown->client, shown->row), shown->card);
}

static void
end_answered_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) card = user_data;
  Shown *shown = g_object_get_data (G_OBJECT (card), POLL);

  if (g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (dialog), result), "end"))
    whin_client_end_poll (shown->client, &shown->name);
}

static void
end_cb (Shown *shown)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("End This Poll?"), NULL);

  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog),
                             _ ("Nobody can vote any more, or change a vote."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "end",
                                  _ ("_End Poll"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "end",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), shown->card, NULL, end_answered_cb,
                           g_object_ref (shown->card));
}

/* -- Showing. -- */

static void
show_option (Shown *shown, guint i)
{
  const Poll *poll = shown->row->poll;
  const PollOption *from = poll->options->pdata[i];
  const Option *option = &g_array_index (shown->options, Option, i);
  g_autofree char *count = g_strdup_printf ("%u", from->votes);
  g_autofree char *label = NULL;

  /* Translators: an option of a poll, read aloud: what it is, and how many chose it */
  label = g_strdup_printf (ngettext ("%s, %u vote", "%s, %u votes", from->votes), from->text,
                           from->votes);
  gtk_label_set_label (option->votes, count);
  gtk_level_bar_set_max_value (option->bar, MAX (poll->voters, 1));
  gtk_level_bar_set_value (option->bar, from->votes);
  gtk_check_button_set_active (option->button, from->own);
  gtk_accessible_update_property (GTK_ACCESSIBLE (option->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static void
show (Shown *shown)
{
  shown->updating = TRUE;
  for (guint i = 0; i < shown->options->len; i++)
    show_option (shown, i);
  shown->updating = FALSE;
  gtk_widget_set_sensitive (shown->votes_button, shown->row->poll->voters > 0);
}

/* It is over, and to be read all the same: not as pale as what is insensitive. */
static void
close_option (GtkWidget *button)
{
  gtk_widget_set_can_target (button, FALSE);
  gtk_widget_set_focusable (button, FALSE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_DISABLED, TRUE, -1);
}

static GtkWidget *
make_option (Shown *shown, const PollOption *from)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *text = gtk_label_new (from->text);
  Option option = { GTK_CHECK_BUTTON (gtk_check_button_new ()), GTK_LABEL (gtk_label_new (NULL)),
                    GTK_LEVEL_BAR (gtk_level_bar_new ()) };

  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (option.votes), "numeric");
  gtk_label_set_width_chars (option.votes, 3);
  gtk_label_set_xalign (option.votes, 1);
  gtk_widget_set_valign (GTK_WIDGET (option.votes), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (line), text);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (option.votes));
  gtk_level_bar_remove_offset_value (option.bar, GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (option.bar, GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (option.bar, GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (option.bar));
  gtk_widget_set_margin_start (box, 6);
  gtk_check_button_set_child (option.button, box);
  if (shown->row->poll->ended)
    close_option (GTK_WIDGET (option.button));
  g_signal_connect (option.button, "toggled", G_CALLBACK (toggled_cb), shown);
  g_array_append_val (shown->options, option);
  return GTK_WIDGET (option.button);
}

static GtkWidget *
make_heading (const MessageRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *question = gtk_label_new (row->text);
  GtkWidget *hint = gtk_label_new (row->poll->ended      ? _ ("This poll has ended")
                                   : row->poll->multiple ? _ ("Choose one or more")
                                                         : _ ("Choose one"));

  gtk_label_set_wrap (GTK_LABEL (question), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (question), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (question), 0);
  gtk_widget_add_css_class (question, "heading");
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_widget_add_css_class (hint, "caption");
  gtk_widget_add_css_class (hint, "dimmed");
  gtk_box_append (GTK_BOX (box), question);
  gtk_box_append (GTK_BOX (box), hint);
  return box;
}

static GtkWidget *
make_button (const char *label, GCallback clicked, Shown *shown)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_swapped (button, "clicked", clicked, shown);
  return button;
}

static GtkWidget *
make_buttons (Shown *shown)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  shown->votes_button = make_button (_ ("Show Votes"), G_CALLBACK (votes_cb), shown);
  gtk_box_append (GTK_BOX (box), shown->votes_button);
  if (shown->row->own && !shown->row->poll->ended)
    gtk_box_append (GTK_BOX (box), make_button (_ ("End Poll…"), G_CALLBACK (end_cb), shown));
  return box;
}

GtkWidget *
whin_poll_card_new (WhinClient *client, const MessageRow *row)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  Shown *shown = g_new0 (Shown, 1);

  shown->client = g_object_ref (client);
  shown->name = (MessageName) { row->conv, row->author, row->id };
  shown->card = card;
  shown->row = message_row_ref (row);
  shown->options = g_array_new (FALSE, FALSE, sizeof (Option));
  g_object_set_data_full (G_OBJECT (card), POLL, shown, shown_free);
  gtk_widget_add_css_class (card, "poll-card");
  gtk_widget_set_size_request (card, WIDTH, -1);
  gtk_box_append (GTK_BOX (card), make_heading (row));
  for (guint i = 0; i < row->poll->options->len; i++)
    gtk_box_append (GTK_BOX (card), make_option (shown, row->poll->options->pdata[i]));
  gtk_box_append (GTK_BOX (card), make_buttons (shown));
  show (shown);
  return card;
}

void
whin_poll_card_update (GtkWidget *card, const MessageRow *row)
{
  Shown *shown = g_object_get_data (G_OBJECT (card), POLL);

  message_row_unref (shown->row);
  shown->row = message_row_ref (row);
  show (shown);
}
