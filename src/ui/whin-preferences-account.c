/* preferences, account: the code, another number, and the end of the account. The last two ask for
 * the passphrase of the lock here and for the PIN at the server, where there is one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-dialog.h"
#include "whin-preferences-private.h"

#include "error.h"
#include "whin-client-people.h"
#include "whin-link.h"
#include "whin-own-code.h"

#include <glib/gi18n.h>

typedef struct {
  WhinPreferences *self;
  GtkEditable *phone, *code, *pin; /* borrowed from the dialog */
  char *number;                    /* the new one */
  char *typed_pin;
} Form;

static void
form_free (gpointer data)
{
  Form *form = data;

  g_clear_pointer (&form->typed_pin, whin_link_wipe);
  g_free (form->number);
  g_object_unref (form->self);
  g_free (form);
}

static void
form_free_closure (gpointer data, GClosure *closure)
{
  form_free (data);
}

static Form *
form_new (WhinPreferences *self)
{
  Form *form = g_new0 (Form, 1);

  form->self = g_object_ref (self);
  return form;
}

static GtkEditable *
add_entry (GtkListBox *list, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_append (list, row);
  return GTK_EDITABLE (row);
}

static GtkListBox *
add_list (AdwDialog *dialog)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), list);
  return GTK_LIST_BOX (list);
}

static GtkEditable *
add_pin (GtkListBox *list)
{
  return add_entry (list, adw_password_entry_row_new (), _ ("Registration PIN, if You Have One"));
}

/* -- Another number -- */

static Form *
form_copy (const Form *form)
{
  Form *copy = form_new (form->self);

  copy->number = g_strdup (form->number);
  copy->typed_pin = g_strdup (form->typed_pin);
  return copy;
}

static void ask_for_code (Form *form);

/* Another code is not sent at once: whoever mistyped this one tries again. */
static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Form *form = user_data;
  g_autoptr (WhinPreferences) self = g_object_ref (form->self);
  g_autoptr (GError) error = NULL;

  whin_client_change_number_finish (NULL, result, &error);
  if (g_cancellable_is_cancelled (self->cancellable)) {
    form_free (form);
    return;
  }
  if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG))
    ask_for_code (g_steal_pointer (&form));
  g_clear_pointer (&form, form_free);
  whin_preferences_say (self, error ? error->message : _ ("Your number was changed"));
}

static void
code_response_cb (AdwAlertDialog *dialog, const char *response, Form *form)
{
  if (g_str_equal (response, "change"))
    whin_client_change_number_async (form->self->client, form->number,
                                     gtk_editable_get_text (form->code), form->typed_pin,
                                     form->self->cancellable, changed_cb, form_copy (form));
}

/* form is taken. */
static void
ask_for_code (Form *form)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Enter the Code"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  adw_alert_dialog_format_body (alert, _ ("It was sent to %s."), form->number);
  form->code = add_entry (add_list (dialog), adw_entry_row_new (), _ ("Code"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (form->code), TRUE);
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "change", _ ("C_hange Number"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (alert, "change", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, "change");
  whin_dialog_set_focus (dialog, GTK_WIDGET (form->code));
  g_signal_connect_data (dialog, "response", G_CALLBACK (code_response_cb), form, form_free_closure,
                         G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (form->self));
}

static void
code_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Form *form = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_request_code_finish (NULL, result, &error);
  if (g_cancellable_is_cancelled (form->self->cancellable)) {
    form_free (form);
  } else if (error) {
    whin_preferences_say (form->self, error->message);
    form_free (form);
  } else {
    ask_for_code (form);
  }
}

/* As people write it, with spaces and hyphens. */
static char *
typed_number (GtkEditable *entry)
{
  GString *number = g_string_new (NULL);

  for (const char *at = gtk_editable_get_text (entry); *at; at++)
    if (g_ascii_isdigit (*at) || (*at == '+' && !number->len))
      g_string_append_c (number, *at);
  return g_string_free (number, FALSE);
}

static void
number_response_cb (AdwAlertDialog *dialog, const char *response, Form *form)
{
  Form *next;

  if (!g_str_equal (response, "send"))
    return;
  next = form_new (form->self);
  next->number = typed_number (form->phone);
  next->typed_pin = g_strdup (gtk_editable_get_text (form->pin));
  whin_client_request_code_async (form->self->client, next->number, form->self->cancellable,
                                  code_sent_cb, next);
}

static void
ask_for_number (WhinPreferences *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Change Number"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);
  GtkListBox *list = add_list (dialog);
  Form *form = form_new (self);

  adw_alert_dialog_set_body (alert, _ ("A code is sent to the new number. Your chats stay, and the "
                                       "people you write to are told."));
  form->phone = add_entry (list, adw_entry_row_new (), _ ("New Number, with + and Country"));
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (form->phone), GTK_INPUT_PURPOSE_PHONE);
  form->pin = add_pin (list);
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "send", _ ("_Send Code"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "send", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, "send");
  whin_dialog_set_focus (dialog, GTK_WIDGET (form->phone));
  g_signal_connect_data (dialog, "response", G_CALLBACK (number_response_cb), form,
                         form_free_closure, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
change_number_cb (WhinPreferences *self)
{
  whin_preferences_confirm (self, ask_for_number);
}

/* -- The end -- */

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_delete_account_finish (NULL, result, &error);
  if (error && !g_cancellable_is_cancelled (self->cancellable))
    whin_preferences_say (self, error->message);
  else if (!error)
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
end_response_cb (AdwAlertDialog *dialog, const char *response, Form *form)
{
  if (g_str_equal (response, "delete"))
    whin_client_delete_account_async (form->self->client, gtk_editable_get_text (form->pin),
                                      form->self->cancellable, ended_cb, g_object_ref (form->self));
}

static void
ask_about_the_end (WhinPreferences *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Delete Your Account?"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);
  Form *form = form_new (self);

  adw_alert_dialog_set_body (
      alert,
      _ ("Your account, its devices and its backup are removed from the server, and all chats "
         "and files from this device. Others keep what you wrote to them. This cannot be "
         "undone."));
  form->pin = add_pin (add_list (dialog));
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "delete", _ ("_Delete Account"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (alert, "delete", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (end_response_cb), form, form_free_closure,
                         G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
delete_account_cb (WhinPreferences *self)
{
  whin_preferences_confirm (self, ask_about_the_end);
}

static void
code_row_cb (AdwActionRow *row, WhinPreferences *self)
{
  WhinCodePage *page = whin_own_code_page_new (self->client);

  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), ADW_NAVIGATION_PAGE (page));
  gtk_widget_grab_focus (GTK_WIDGET (page));
}

static void
add_button (WhinPreferences *self,
            AdwPreferencesGroup *group,
            const char *title,
            const char *css_class,
            GCallback callback)
{
  GtkWidget *row = adw_button_row_new ();

  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (css_class)
    gtk_widget_add_css_class (row, css_class);
  g_signal_connect_swapped (row, "activated", callback, self);
  adw_preferences_group_add (group, row);
}

void
whin_preferences_account_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, code_row_cb);
}

void
whin_preferences_account_init (WhinPreferences *self)
{
  add_button (self, self->phone_group, _ ("_Change Number…"), NULL, G_CALLBACK (change_number_cb));
  add_button (self, self->leave_group, _ ("_Delete Account…"), "destructive-action",
              G_CALLBACK (delete_account_cb));
}
