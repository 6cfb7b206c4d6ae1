/* safety page: asks the engine for the number, again after everything that may have changed it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-safety-page.h"

#include "whin-format.h"
#include "whin-qr-code.h"
#include "whin-safety.h"
#include "whin-sentence.h"

#include <glib/gi18n.h>

struct _WhinSafetyPage {
  AdwNavigationPage parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwStatusPage *error_page;
  GtkImage *state_icon;
  GtkLabel *state_label, *help_label;
  WhinQrCode *qr_code;
  GtkFlowBox *digits_box;
  GtkWidget *verify_button, *clear_button, *copy_button;
  AdwEntryRow *given_row;
  AdwPreferencesGroup *devices_group;

  WhinClient *client;
  Id acc;
  char *name;
  GCancellable *cancellable;
  WhinSafety *safety;     /* NULL until it is known */
  GPtrArray *device_rows; /* borrowed from the group */
};

G_DEFINE_FINAL_TYPE (WhinSafetyPage, whin_safety_page, ADW_TYPE_NAVIGATION_PAGE)

/* -- What is known -- */

static void
show_state (WhinSafetyPage *self)
{
  Trust trust = whin_safety_get_trust (self->safety);
  gboolean verified = trust == TRUST_VERIFIED;
  gboolean changed = trust == TRUST_CHANGED || trust == TRUST_STOPPED;

  gtk_image_set_from_icon_name (self->state_icon, verified  ? "whin-verified-symbolic"
                                                  : changed ? "dialog-warning-symbolic"
                                                            : "channel-secure-symbolic");
  gtk_label_set_label (self->state_label, verified  ? _ ("Verified")
                                          : changed ? _ ("Changed")
                                                    : _ ("Not Verified"));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_icon),
                              (const char *[]) { verified  ? "verified"
                                                 : changed ? "warning"
                                                           : "dimmed",
                                                 NULL });
  gtk_widget_set_visible (self->verify_button, !verified);
  gtk_widget_set_visible (self->clear_button, verified);
}

static void
show_digits (WhinSafetyPage *self)
{
  g_autofree char *text = whin_safety_dup_groups (self->safety);
  g_auto (GStrv) groups = g_strsplit (text, " ", -1);

  gtk_flow_box_remove_all (self->digits_box);
  for (guint i = 0; groups[i]; i++) {
    GtkWidget *label = gtk_label_new (groups[i]);
    GtkWidget *child = gtk_flow_box_child_new ();

    gtk_widget_add_css_class (label, "safety-digits");
    gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), label);
    gtk_widget_set_focusable (child, FALSE);
    gtk_flow_box_append (self->digits_box, child);
  }
}

static void
add_device (WhinSafetyPage *self, gint64 number, gint64 added)
{
  GtkWidget *row = adw_action_row_new ();
  /* Translators: the devices of a person are numbered; %d is its number */
  g_autofree char *title = g_strdup_printf (_ ("Device %d"), (int) number);
  g_autofree char *day = whin_format_day (added, whin_now ());
  /* Translators: since when a person has this device; %s is a day, like "Today" or "3 March" */
  g_autofree char *since = g_strdup_printf (_ ("Added: %s"), day);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), since);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("computer-symbolic"));
  g_ptr_array_add (self->device_rows, row);
  adw_preferences_group_add (self->devices_group, row);
}

static void
show_devices (WhinSafetyPage *self)
{
  for (guint i = 0; i < self->device_rows->len; i++)
    adw_preferences_group_remove (self->devices_group, self->device_rows->pdata[i]);
  g_ptr_array_set_size (self->device_rows, 0);
  for (guint i = 0; i < whin_safety_get_n_devices (self->safety); i++) {
    gint64 number, added;

    whin_safety_get_device (self->safety, i, &number, &added);
    add_device (self, number, added);
  }
}

static void
show (WhinSafetyPage *self, WhinSafety *safety)
{
  gboolean same = self->safety && g_str_equal (whin_safety_get_number (self->safety),
                                               whin_safety_get_number (safety));

  g_set_object (&self->safety, safety);
  show_state (self);
  show_devices (self);
  if (!same) {
    whin_qr_code_set_text (self->qr_code, whin_safety_get_code (safety));
    show_digits (self);
  }
  gtk_stack_set_visible_child_name (self->stack, "number");
}

static void
safety_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinSafetyPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WhinSafety) safety = whin_client_safety_finish (self->client, result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (safety) {
    show (self, safety);
    return;
  }
  adw_status_page_set_description (self->error_page, error->message);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
ask (WhinSafetyPage *self)
{
  whin_client_safety_async (self->client, &self->acc, self->cancellable, safety_cb,
                            g_object_ref (self));
}

/* -- What is done -- */

static void
try_again_cb (GtkButton *button, WhinSafetyPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "waiting");
  ask (self);
}

static void
verify_cb (GtkButton *button, WhinSafetyPage *self)
{
  whin_client_set_verified (self->client, &self->acc, whin_safety_get_number (self->safety));
  ask (self);
  gtk_widget_grab_focus (self->copy_button); /* what had it goes */
}

static void
clear_cb (GtkButton *button, WhinSafetyPage *self)
{
  whin_client_set_verified (self->client, &self->acc, NULL);
  ask (self);
  gtk_widget_grab_focus (self->copy_button);
}

static void
copy_cb (GtkButton *button, WhinSafetyPage *self)
{
  g_autofree char *groups = whin_safety_dup_groups (self->safety);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), groups);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Copied")));
}

/* -- What the other person has given -- */

static void
warn (WhinSafetyPage *self)
{
  /* Translators: %s is a person */
  g_autofree char *body = whin_sentence (
      _ ("Somebody may be reading what you and %s write to each other. Say nothing secret here "
         "until you have compared again, best when you meet."),
      self->name);
  AdwAlertDialog *dialog =
      ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("The Numbers Are Different"), body));

  adw_alert_dialog_add_response (dialog, "close", _ ("_Close"));
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static void
say_compared (WhinSafetyPage *self, Compared compared)
{
  switch (compared) {
  case COMPARED_MATCH:
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("The numbers are the same")));
    whin_client_set_verified (self->client, &self->acc, whin_safety_get_number (self->safety));
    ask (self);
    return;
  case COMPARED_MISMATCH:
    warn (self);
    break;
  case COMPARED_MIRROR:
    adw_toast_overlay_add_toast (self->toasts,
                                 adw_toast_new (_ ("This is your own code: theirs is needed")));
    break;
  case COMPARED_UNKNOWN:
    adw_toast_overlay_add_toast (self->toasts,
                                 adw_toast_new (_ ("This is no whole safety number or code")));
    break;
  }
  gtk_widget_add_css_class (GTK_WIDGET (self->given_row), "error");
}

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinSafetyPage) self = user_data;
  g_autoptr (GError) error = NULL;
  Compared compared = whin_client_compare_finish (self->client, result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (error)
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (error->message));
  else
    say_compared (self, compared);
}

static void
compare_cb (AdwEntryRow *row, WhinSafetyPage *self)
{
  whin_client_compare_async (self->client, &self->acc, gtk_editable_get_text (GTK_EDITABLE (row)),
                             self->cancellable, compared_cb, g_object_ref (self));
}

static void
given_changed_cb (GtkEditable *row, WhinSafetyPage *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
}

/* -- The page -- */

static void
whin_safety_page_dispose (GObject *object)
{
  WhinSafetyPage *self = WHIN_SAFETY_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->safety);
  /* The page must let go of its child before the template does. */
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_SAFETY_PAGE);
  G_OBJECT_CLASS (whin_safety_page_parent_class)->dispose (object);
}

static void
whin_safety_page_finalize (GObject *object)
{
  WhinSafetyPage *self = WHIN_SAFETY_PAGE (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->device_rows);
  g_free (self->name);
  G_OBJECT_CLASS (whin_safety_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, help_label);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, qr_code);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, digits_box);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, verify_button);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, clear_button);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, devices_group);
  gtk_widget_class_bind_template_child (widget_class, WhinSafetyPage, given_row);
}

static void
whin_safety_page_class_init (WhinSafetyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_safety_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_safety_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-safety-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, verify_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, compare_cb);
  gtk_widget_class_bind_template_callback (widget_class, given_changed_cb);
}

static void
whin_safety_page_init (WhinSafetyPage *self)
{
  g_type_ensure (WHIN_TYPE_QR_CODE);
  self->cancellable = g_cancellable_new ();
  self->device_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Digits run from left to right in every language. */
  gtk_widget_set_direction (GTK_WIDGET (self->digits_box), GTK_TEXT_DIR_LTR);
}

static void
set_person (WhinSafetyPage *self, const char *name)
{
  /* Translators: %s is a person */
  g_autofree char *help = whin_sentence (
      _ ("Compare this number with the one %s sees, in a call or when you meet. If they are the "
         "same, nobody is between you."),
      name);
  /* Translators: %s is a person */
  g_autofree char *devices = whin_sentence (_ ("Devices of %s"), name);
  g_autofree char *title = g_markup_escape_text (devices, -1);

  gtk_label_set_label (self->help_label, help);
  adw_preferences_group_set_title (self->devices_group, title);
}

AdwNavigationPage *
whin_safety_page_new (WhinClient *client, const Id *acc, const char *name)
{
  WhinSafetyPage *self = g_object_new (WHIN_TYPE_SAFETY_PAGE, NULL);
  WhinContact *contact = whin_contact_list_find (whin_client_get_contacts (client), acc);

  self->client = g_object_ref (client);
  self->acc = *acc;
  self->name = g_strdup (name);
  set_person (self, name);
  if (contact)
    g_signal_connect_object (contact, "changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  ask (self);
  return ADW_NAVIGATION_PAGE (self);
}

AdwDialog *
whin_safety_dialog_new (WhinClient *client, const Id *acc, const char *name)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *pages = adw_navigation_view_new ();

  adw_navigation_view_push (ADW_NAVIGATION_VIEW (pages), whin_safety_page_new (client, acc, name));
  adw_dialog_set_title (dialog, _ ("Safety Number"));
  adw_dialog_set_content_width (dialog, 420);
  adw_dialog_set_content_height (dialog, 640);
  adw_dialog_set_child (dialog, pages);
  return dialog;
}
