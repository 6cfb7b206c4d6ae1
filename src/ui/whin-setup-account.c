/* setup, account: number, code, PIN, and then name and photo.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-setup-private.h"

#include "error.h"
#include "limits.h"
#include "whin-format.h"

#include <glib/gi18n.h>

static void register_now (WhinSetup *self, WhinStep *step, const char *code, const char *pin);

/* The one that waits for an answer. */
static WhinStep *
busy_step (WhinSetup *self)
{
  WhinStep *steps[] = { self->phone_step,  self->invite_step, self->found_step,
                        self->secret_step, self->code_step,   self->pin_step };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (whin_step_get_busy (steps[i]))
      return steps[i];
  }
  return self->phone_step;
}

/* -- Code -- */

static gboolean
countdown_cb (gpointer user_data)
{
  WhinSetup *self = user_data;
  g_autofree char *left =
      whin_format_countdown (whin_registration_get_resend_at (self->registration));
  g_autofree char *label = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->resend_button), left == NULL);
  if (left) {
    /* Translators: %s is minutes and seconds, like 0:42 */
    label = g_strdup_printf (_ ("Send Another Code in %s"), left);
    gtk_button_set_label (self->resend_button, label);
    return G_SOURCE_CONTINUE;
  }
  gtk_button_set_label (self->resend_button, _ ("Send Another Code"));
  self->countdown = 0;
  return G_SOURCE_REMOVE;
}

static void
start_countdown (WhinSetup *self)
{
  g_clear_handle_id (&self->countdown, g_source_remove);
  if (countdown_cb (self))
    self->countdown = g_timeout_add_seconds (1, countdown_cb, self);
}

static void
show_code_page (WhinSetup *self)
{
  g_autofree char *phone = whin_setup_dup_phone (self);
  g_autofree char *shown = whin_format_phone (phone);
  /* Translators: %s is a phone number */
  g_autofree char *text = g_strdup_printf (_ ("We sent a code of six digits to %s."), shown);

  whin_step_set_text (self->code_step, text);
  whin_code_entry_clear (self->code_entry);
  start_countdown (self);
  if (adw_navigation_view_get_visible_page (self->pages) !=
      adw_navigation_view_find_page (self->pages, "code"))
    whin_setup_show (self, "code");
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinSetup) self = user_data;
  g_autoptr (GError) error = NULL;
  WhinStep *step = busy_step (self);

  whin_registration_request_code_finish (self->registration, result, &error);
  if (whin_setup_was_cancelled (error))
    return;
  whin_setup_answer (step, error);
  if (!error)
    show_code_page (self);
}

char *
whin_setup_dup_phone (WhinSetup *self)
{
  return self->restoring && self->backup ? g_strdup (whin_backup_get_phone (self->backup))
                                         : whin_phone_entry_dup_e164 (self->phone_entry);
}

static void
request_code (WhinSetup *self, WhinStep *step)
{
  g_autofree char *phone = whin_setup_dup_phone (self);

  whin_step_set_busy (step, TRUE);
  whin_registration_request_code_async (self->registration, phone, self->cancellable, requested_cb,
                                        g_object_ref (self));
}

static void
resend_cb (GtkButton *button, WhinSetup *self)
{
  request_code (self, self->code_step);
}

static void
code_changed_cb (WhinCodeEntry *entry, WhinSetup *self)
{
  whin_step_set_ready (self->code_step,
                       strlen (whin_code_entry_get_code (entry)) == LIMIT_CODE_DIGITS);
  whin_step_set_error (self->code_step, NULL);
}

static void
use_code_cb (WhinStep *step, WhinSetup *self)
{
  register_now (self, step, whin_code_entry_get_code (self->code_entry), NULL);
}

/* -- Number -- */

static void
phone_changed_cb (WhinPhoneEntry *entry, WhinSetup *self)
{
  g_autofree char *phone = whin_phone_entry_dup_e164 (entry);

  whin_step_set_ready (self->phone_step, phone != NULL);
  whin_step_set_error (self->phone_step, NULL);
}

void
whin_setup_use_phone (WhinSetup *self, WhinStep *step)
{
  /* Without codes an invitation stands for one, else it comes beside it. */
  if (whin_registration_has_codes (self->registration))
    request_code (self, step);
  else
    register_now (self, step, NULL, NULL);
}

/* The key is typed before there is a code, which does not wait for it to be found. */
static void
use_phone_cb (WhinStep *step, WhinSetup *self)
{
  if (self->restoring)
    whin_setup_show (self, "secret");
  else
    whin_setup_use_phone (self, step);
}

/* -- Registering -- */

static void
refused (WhinSetup *self, WhinStep *step, const GError *error)
{
  if (step != self->pin_step && g_error_matches (error, WHIN_ERROR, WHIN_ERROR_PIN_REQUIRED)) {
    whin_setup_answer (step, NULL);
    whin_setup_show (self, "pin");
    return;
  }
  if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_REGISTRATION_CLOSED)) {
    whin_setup_answer (step, NULL);
    whin_setup_show (self, "invite");
    return;
  }
  if (step == self->code_step) {
    whin_code_entry_clear (self->code_entry);
    whin_code_entry_set_wrong (self->code_entry, TRUE);
  }
  whin_setup_answer (step, error);
}

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinSetup) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean created = FALSE;
  WhinStep *step = busy_step (self);

  whin_registration_register_finish (self->registration, result, &created, &error);
  if (whin_setup_was_cancelled (error))
    return;
  if (error) {
    refused (self, step, error);
    return;
  }
  whin_setup_answer (step, NULL);
  if (created)
    whin_setup_show (self, "profile");
  else
    whin_setup_finish (self);
}

static void
register_now (WhinSetup *self, WhinStep *step, const char *code, const char *pin)
{
  g_autofree char *phone = whin_setup_dup_phone (self);

  if (self->restoring) {
    whin_setup_restore (self, step, code, pin);
    return;
  }
  whin_step_set_busy (step, TRUE);
  whin_registration_register_async (self->registration, phone, code, pin, self->cancellable,
                                    registered_cb, g_object_ref (self));
}

/* -- PIN -- */

static void
pin_changed_cb (GtkEditable *row, WhinSetup *self)
{
  whin_step_set_ready (self->pin_step,
                       g_utf8_strlen (gtk_editable_get_text (row), -1) >= LIMIT_PIN_MIN);
  whin_step_set_error (self->pin_step, NULL);
}

static void
use_pin_cb (WhinStep *step, WhinSetup *self)
{
  const char *code = whin_code_entry_get_code (self->code_entry);

  register_now (self, step, code[0] ? code : NULL,
                gtk_editable_get_text (GTK_EDITABLE (self->pin_row)));
}

/* -- Profile -- */

static char *
typed_name (WhinSetup *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
}

static void
name_changed_cb (GtkEditable *row, WhinSetup *self)
{
  g_autofree char *name = typed_name (self);

  whin_avatar_chooser_set_name (self->avatar_chooser, name);
  whin_step_set_ready (self->profile_step, name[0] != '\0');
}

static void
use_profile_cb (WhinStep *step, WhinSetup *self)
{
  g_autofree char *name = typed_name (self);

  whin_client_set_profile (self->client, name, "",
                           whin_avatar_chooser_get_photo (self->avatar_chooser));
  whin_setup_finish (self);
}

void
whin_setup_account_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, resend_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_code_cb);
  gtk_widget_class_bind_template_callback (widget_class, phone_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_phone_cb);
  gtk_widget_class_bind_template_callback (widget_class, pin_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_pin_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_profile_cb);
}

void
whin_setup_account_dispose (WhinSetup *self)
{
  g_clear_handle_id (&self->countdown, g_source_remove);
}
