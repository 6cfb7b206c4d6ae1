/* people rows: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-people-rows.h"

#include "whin-avatar.h"

#include <glib/gi18n.h>

#define AVATAR 32

AdwActionRow *
whin_person_row_new (WhinClient *client, const Id *acc, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new (), *avatar = adw_avatar_new (AVATAR, NULL, TRUE);
  WhinContact *contact = whin_contact_list_find (whin_client_get_contacts (client), acc);
  const char *name =
      whin_client_is_self (client, acc) ? _ ("You") : whin_client_name_of (client, acc);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  if (subtitle)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  whin_avatar_set (ADW_AVATAR (avatar), name,
                   contact ? whin_contact_get_row (contact)->avatar : NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  return ADW_ACTION_ROW (row);
}
