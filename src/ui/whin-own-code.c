/* own code: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-own-code.h"

#include "whin-client-people.h"
#include "whin-format.h"

#include <glib/gi18n.h>

static void
show (WhinCodePage *page, WhinClient *client)
{
  const AccountRow *account = whin_client_get_account (client);
  g_autofree char *link = whin_client_dup_own_link (client);
  g_autofree char *phone = account ? whin_format_phone (account->phone) : NULL;
  g_autofree char *words =
      /* Translators: %s is one's own phone number */
      g_strdup_printf (_ ("Whoever scans this, or opens the link, can write to you at %s."),
                       phone ? phone : "");

  whin_code_page_set_link (page, link);
  whin_code_page_set_words (page, account && account->name[0] ? account->name : _ ("My Code"),
                            words);
}

static void
account_cb (WhinClient *client, WhinCodePage *page)
{
  show (page, client);
}

static void
privacy_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinCodePage) page = user_data;
  WhinPrivacy privacy;

  if (whin_client_privacy_finish (NULL, result, &privacy, NULL) && privacy.hidden)
    whin_code_page_set_note (page,
                             _ ("You cannot be found by your number, so this code does not lead to "
                                "you. Preferences, Privacy, changes that."));
}

WhinCodePage *
whin_own_code_page_new (WhinClient *client)
{
  WhinCodePage *page = whin_code_page_new (_ ("My Code"));

  g_signal_connect_object (client, "account-changed", G_CALLBACK (account_cb), page,
                           G_CONNECT_DEFAULT);
  show (page, client);
  whin_client_privacy_async (client, NULL, privacy_cb, g_object_ref (page));
  return page;
}

void
whin_own_code_present (WhinClient *client, GtkWidget *parent)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *pages = adw_navigation_view_new ();
  WhinCodePage *page = whin_own_code_page_new (client);

  adw_navigation_view_push (ADW_NAVIGATION_VIEW (pages), ADW_NAVIGATION_PAGE (page));
  adw_dialog_set_title (dialog, _ ("My Code"));
  adw_dialog_set_content_width (dialog, 420);
  adw_dialog_set_child (dialog, pages);
  adw_dialog_present (dialog, parent);
  gtk_widget_grab_focus (GTK_WIDGET (page));
}
