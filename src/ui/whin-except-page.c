/* except page: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-except-page.h"

#include "limits.h"
#include "whin-client-people.h"
#include "whin-people-picker.h"
#include "whin-sentence.h"

#include <glib/gi18n.h>

#define NAMED 3 /* more than these are counted */

typedef struct {
  WhinPreferences *preferences;
  WhinPeoplePicker *picker; /* borrowed: it is in the page */
  Except what;
} Page;

char *
whin_except_people (WhinClient *client, const GArray *accs)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  if (accs->len == 0)
    return g_strdup (_ ("Nobody"));
  if (accs->len > NAMED)
    return g_strdup_printf (ngettext ("%u person", "%u people", accs->len), accs->len);
  for (guint i = 0; i < accs->len; i++)
    g_strv_builder_take (names,
                         whin_isolate (whin_client_name_of (client, &g_array_index (accs, Id, i))));
  all = g_strv_builder_end (names);
  /* Translators: between the names of people in a list */
  return g_strjoinv (_ (", "), all);
}

static const char *
words_of (Except what)
{
  switch (what) {
  case EXCEPT_SEEN:
    return _ ("They see neither that you are here nor when you were here last.");
  case EXCEPT_PHOTO:
    return _ ("They do not get your profile photo. What they have of it is taken back.");
  default:
    return _ ("They ask you before you are in a group with them.");
  }
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) preferences = user_data;
  g_autoptr (GError) error = NULL;

  if (!whin_client_set_except_finish (NULL, result, &error) && error)
    whin_preferences_say (preferences, error->message);
}

static gboolean
is_same (const GArray *a, const GArray *b)
{
  guint same = 0;

  for (guint i = 0; i < a->len; i++)
    for (guint j = 0; j < b->len; j++)
      same += id_equal (&g_array_index (a, Id, i), &g_array_index (b, Id, j));
  return same == a->len && a->len == b->len;
}

static void
hidden_cb (AdwNavigationPage *widget, Page *page)
{
  WhinPreferences *preferences = page->preferences;
  const AccountRow *account = whin_client_get_account (preferences->client);
  const GArray *chosen = whin_people_picker_get_chosen (page->picker);

  if (account && !is_same (chosen, account->except[page->what]))
    whin_client_set_except_async (preferences->client, page->what, chosen, NULL, kept_cb,
                                  g_object_ref (preferences));
}

static void
page_free (gpointer data, GClosure *closure)
{
  Page *page = data;

  g_object_unref (page->preferences);
  g_free (page);
}

static GtkWidget *
content_new (GtkWidget *picker, Except what)
{
  GtkWidget *view = adw_toolbar_view_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *words = gtk_label_new (words_of (what));

  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_widget_add_css_class (words, "dimmed");
  gtk_widget_set_margin_start (words, 18);
  gtk_widget_set_margin_end (words, 18);
  gtk_widget_set_margin_top (words, 6);
  gtk_widget_set_margin_bottom (words, 6);
  gtk_widget_set_vexpand (picker, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), picker);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), box);
  return view;
}

void
whin_except_open (WhinPreferences *preferences, Except what)
{
  const AccountRow *account = whin_client_get_account (preferences->client);
  GtkWidget *picker = g_object_new (WHIN_TYPE_PEOPLE_PICKER, NULL);
  AdwNavigationPage *widget =
      adw_navigation_page_new (content_new (picker, what), _ ("Contacts Except"));
  Page *page = g_new (Page, 1);

  *page = (Page) { g_object_ref (preferences), WHIN_PEOPLE_PICKER (picker), what };
  g_signal_connect_data (widget, "hidden", G_CALLBACK (hidden_cb), page, page_free,
                         G_CONNECT_DEFAULT);
  whin_people_picker_open (page->picker, preferences->client, NULL);
  whin_people_picker_set_max (page->picker, LIMIT_BROADCAST_MAX);
  if (account)
    whin_people_picker_choose (page->picker, account->except[what]);
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (preferences), widget);
  gtk_widget_grab_focus (picker);
}
