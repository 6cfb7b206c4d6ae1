/* gate, trouble: what to do when nothing opens the chats.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-gate-private.h"

#include "error.h"

#include <glib/gi18n.h>

typedef struct {
  int code;
  const char *icon;
  const char *title;
  const char *words; /* NULL: the error's own */
  gboolean recover;  /* the recovery key would help */
  gboolean start_over;
} Trouble;

static const Trouble troubles[] = {
  { WHIN_ERROR_LOCKED, "changes-prevent-symbolic", N_ ("Your Chats Are Locked"), NULL, TRUE,
    FALSE },
  { WHIN_ERROR_NO_KEYRING, "dialog-password-symbolic", N_ ("The Keyring Is Missing"),
    N_ ("Your messages are protected by the keyring of your desktop, which does not answer. Log in "
        "to the desktop you used before, or start its keyring."),
    TRUE, TRUE },
  { WHIN_ERROR_KEYRING_CHANGED, "dialog-password-symbolic", N_ ("The Keyring Has Changed"),
    N_ ("Your messages are protected by a secret that the keyring of this desktop does not have. "
        "Perhaps it was reset, or you used another desktop before."),
    TRUE, TRUE },
  { WHIN_ERROR_CORRUPT, "dialog-error-symbolic", N_ ("Your Chats Cannot Be Read"), NULL, FALSE,
    TRUE },
  { -1, "dialog-error-symbolic", N_ ("Could Not Open Your Chats"), NULL, FALSE, FALSE },
};

static const Trouble *
trouble_of (const GError *error)
{
  guint i = 0;

  while (troubles[i].code >= 0 && !g_error_matches (error, WHIN_ERROR, troubles[i].code))
    i++;
  return &troubles[i];
}

void
whin_gate_describe_trouble (WhinGate *self)
{
  const GError *error = whin_vault_get_error (self->vault);
  const Trouble *trouble = trouble_of (error);
  g_autofree char *words =
      g_markup_escape_text (trouble->words ? _ (trouble->words) : error->message, -1);

  adw_status_page_set_icon_name (self->trouble_page, trouble->icon);
  adw_status_page_set_title (self->trouble_page, _ (trouble->title));
  adw_status_page_set_description (self->trouble_page, words);
  gtk_widget_set_visible (GTK_WIDGET (self->recover_button),
                          trouble->recover && whin_vault_get_has_recovery (self->vault));
  gtk_widget_set_visible (GTK_WIDGET (self->start_over_button), trouble->start_over);
}

/* -- Starting over -- */

static void
start_over_answered_cb (AdwAlertDialog *dialog, const char *answer, WhinGate *self)
{
  if (g_str_equal (answer, "delete"))
    whin_vault_start_over_async (self->vault, NULL, NULL, NULL);
}

static void
sure_cb (GtkCheckButton *button, GParamSpec *pspec, AdwAlertDialog *dialog)
{
  adw_alert_dialog_set_response_enabled (dialog, "delete", gtk_check_button_get_active (button));
}

/* Nobody types on from a passphrase into this. */
static void
ask_to_start_over (WhinGate *self, const char *title, const char *words)
{
  AdwDialog *dialog = adw_alert_dialog_new (title, words);
  GtkWidget *sure = gtk_check_button_new_with_label (_ ("I understand"));

  gtk_widget_set_halign (sure, GTK_ALIGN_CENTER);
  g_signal_connect_object (sure, "notify::active", G_CALLBACK (sure_cb), dialog, G_CONNECT_DEFAULT);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), sure);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete",
                                  _ ("_Delete Everything"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "delete",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_response_enabled (ADW_ALERT_DIALOG (dialog), "delete", FALSE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (start_over_answered_cb), self,
                           G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

void
whin_gate_start_over (WhinGate *self)
{
  ask_to_start_over (self, _ ("Start Over?"),
                     _ ("All chats and files on this device are deleted for good, and you register "
                        "again. Your other devices keep theirs."));
}

void
whin_gate_start_over_without_passphrase (WhinGate *self)
{
  ask_to_start_over (self, _ ("No Other Way In"),
                     _ ("Nobody can tell you the passphrase, and you have no recovery key for this "
                        "device. You can start over: all chats and files on this device are "
                        "deleted for good, and you register again. Your other devices keep "
                        "theirs."));
}
