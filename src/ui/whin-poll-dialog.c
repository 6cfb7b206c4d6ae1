/* poll dialog: see the header. There is always an empty row for one more option.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-poll-dialog.h"

#include "limits.h"
#include "whin-dialog.h"

#include <glib/gi18n.h>

#define ASKING "whin-asking"

typedef struct {
  WhinClient *client;
  Conv conv;
  AdwDialog *dialog; /* borrowed: it owns this */
  AdwEntryRow *question;
  AdwPreferencesGroup *group;
  GPtrArray *options; /* of AdwEntryRow, borrowed */
  AdwSwitchRow *multiple;
  GtkWidget *send;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_ptr_array_unref (asking->options);
  g_object_unref (asking->client);
  g_free (asking);
}

/* Without space around it; NULL for nothing. */
static char *
text_of (gpointer row)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (text[0])
    return text;
  g_free (text);
  return NULL;
}

static GStrv
options_of (Asking *asking)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < asking->options->len; i++) {
    char *text = text_of (asking->options->pdata[i]);

    if (text)
      g_strv_builder_take (builder, text);
  }
  return g_strv_builder_end (builder);
}

static void add_option (Asking *asking);

static void
changed_cb (Asking *asking)
{
  g_autofree char *question = text_of (asking->question);
  g_auto (GStrv) options = options_of (asking);
  g_autofree char *last = text_of (asking->options->pdata[asking->options->len - 1]);

  gtk_widget_set_sensitive (asking->send, question && g_strv_length (options) >= 2);
  if (last && asking->options->len < LIMIT_POLL_OPTIONS_MAX)
    add_option (asking);
}

static void
send_cb (Asking *asking)
{
  g_autofree char *question = text_of (asking->question);
  g_auto (GStrv) options = options_of (asking);

  if (!question || g_strv_length (options) < 2)
    return;
  whin_client_send_poll (asking->client, &asking->conv, question, (const char *const *) options,
                         adw_switch_row_get_active (asking->multiple));
  adw_dialog_close (asking->dialog);
}

static void
add_option (Asking *asking)
{
  GtkWidget *row = adw_entry_row_new ();
  g_autofree char *title = g_strdup_printf (_ ("Option %u"), asking->options->len + 1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (row), LIMIT_POLL_OPTION_MAX);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), asking);
  g_ptr_array_add (asking->options, row);
  adw_preferences_group_add (asking->group, row);
}

static GtkWidget *
make_page (Asking *asking)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *top = adw_preferences_group_new (), *end = adw_preferences_group_new ();

  asking->question = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (asking->question), _ ("Question"));
  adw_entry_row_set_max_length (asking->question, LIMIT_POLL_QUESTION_MAX);
  g_signal_connect_swapped (asking->question, "changed", G_CALLBACK (changed_cb), asking);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (top), GTK_WIDGET (asking->question));
  asking->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (asking->group, _ ("Options"));
  for (guint i = 0; i < 3; i++)
    add_option (asking);
  asking->multiple = ADW_SWITCH_ROW (adw_switch_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (asking->multiple),
                                 _ ("Several Can Be Chosen"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (end), GTK_WIDGET (asking->multiple));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (top));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), asking->group);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (end));
  return page;
}

AdwDialog *
whin_poll_dialog_new (WhinClient *client, const Conv *conv)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->client = g_object_ref (client);
  asking->conv = *conv;
  asking->options = g_ptr_array_new ();
  asking->dialog = whin_dialog_new (_ ("New Poll"), _ ("_Send"), &asking->send);
  g_object_set_data_full (G_OBJECT (asking->dialog), ASKING, asking, asking_free);
  g_signal_connect_swapped (asking->send, "clicked", G_CALLBACK (send_cb), asking);
  gtk_widget_set_sensitive (asking->send, FALSE);
  whin_dialog_set_page (asking->dialog, make_page (asking));
  adw_dialog_set_content_height (asking->dialog, 560);
  whin_dialog_set_focus (asking->dialog, GTK_WIDGET (asking->question));
  return asking->dialog;
}
