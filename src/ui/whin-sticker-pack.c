/* sticker pack: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sticker-pack.h"

#include "limits.h"
#include "whin-client-stickers.h"
#include "whin-dialog.h"
#include "whin-sticker-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PACK "whin-pack"

typedef struct {
  WhinClient *client;
  GtkWidget *parent; /* weak */
  Id id;
} Pack;

static void
pack_free (gpointer data)
{
  Pack *pack = data;

  g_object_unref (pack->client);
  g_clear_weak_pointer (&pack->parent);
  g_free (pack);
}

static char *
typed_name (AdwAlertDialog *dialog)
{
  GtkWidget *entry = adw_alert_dialog_get_extra_child (dialog);

  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

/* Whatever was answered, the stickers are shown again. */
static void
go_back (Pack *pack)
{
  if (pack->parent && gtk_widget_get_mapped (pack->parent))
    gtk_widget_activate_action (pack->parent, "composer.stickers", NULL);
}

static void
named_cb (AdwAlertDialog *dialog, const char *answer, Pack *pack)
{
  g_autofree char *name = typed_name (dialog);

  if (g_str_equal (answer, "do") && name[0]) {
    whin_client_put_sticker_pack (pack->client, &pack->id, name);
    whin_sticker_page_prefer (&pack->id);
  }
  go_back (pack);
}

static void
removed_cb (AdwAlertDialog *dialog, const char *answer, Pack *pack)
{
  if (g_str_equal (answer, "do"))
    whin_client_remove_sticker_pack (pack->client, &pack->id);
  go_back (pack);
}

static void
changed_cb (GtkEditable *entry, AdwAlertDialog *dialog)
{
  g_autofree char *name = typed_name (dialog);

  adw_alert_dialog_set_response_enabled (dialog, "do", name[0] != '\0');
}

static GtkWidget *
entry_new (AdwAlertDialog *dialog, const char *name)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), LIMIT_NAME_MAX);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the pack"), -1);
  adw_alert_dialog_set_extra_child (dialog, entry);
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), dialog, G_CONNECT_DEFAULT);
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  adw_alert_dialog_set_response_enabled (dialog, "do", name[0] != '\0');
  return entry;
}

static void
present (AdwDialog *dialog,
         GtkWidget *parent,
         WhinClient *client,
         const Id *id,
         const char *deed,
         GCallback answered)
{
  Pack *pack = g_new0 (Pack, 1);

  pack->client = g_object_ref (client);
  pack->id = *id;
  g_set_weak_pointer (&pack->parent, parent);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "do", deed,
                                  NULL);
  g_object_set_data_full (G_OBJECT (dialog), PACK, pack, pack_free);
  g_signal_connect (dialog, "response", answered, pack);
  adw_dialog_present (dialog, parent);
}

void
whin_sticker_pack_ask_name (GtkWidget *parent, WhinClient *client, const StickerPackRow *pack)
{
  AdwDialog *dialog = adw_alert_dialog_new (
      pack ? _ ("Rename Pack") : _ ("New Pack"),
      _ ("Whoever gets a sticker of this pack, and keeps it, sees this name."));
  Id id = pack ? pack->id : id_random ();
  GtkWidget *entry;

  present (dialog, parent, client, &id, pack ? _ ("_Rename") : _ ("_Make Pack"),
           G_CALLBACK (named_cb));
  entry = entry_new (ADW_ALERT_DIALOG (dialog), pack ? pack->name : "");
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "do");
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "do",
                                            ADW_RESPONSE_SUGGESTED);
  whin_dialog_set_focus (dialog, entry);
}

void
whin_sticker_pack_ask_remove (GtkWidget *parent, WhinClient *client, const StickerPackRow *pack)
{
  g_autofree char *title = g_strdup_printf (_ ("Remove “%s”?"), pack->name);
  AdwDialog *dialog = adw_alert_dialog_new (
      title, _ ("Its stickers go from this device. What was sent stays in the chats."));

  present (dialog, parent, client, &pack->id, _ ("_Remove"), G_CALLBACK (removed_cb));
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "do",
                                            ADW_RESPONSE_DESTRUCTIVE);
}
