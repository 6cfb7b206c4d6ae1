/* gate: shows the vault's state, and passes on what is typed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-gate-private.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WhinGate, whin_gate, ADW_TYPE_BIN)

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* -- Which page -- */

/* Where one goes on typing. */
static GtkWidget *
entry_of_page (WhinGate *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (page, "unlock") == 0)
    return GTK_WIDGET (self->unlock_row);
  if (g_strcmp0 (page, "recover") == 0)
    return GTK_WIDGET (self->recover_row);
  if (g_strcmp0 (page, "choose") == 0)
    return GTK_WIDGET (self->choose_row);
  if (g_strcmp0 (page, "trouble") == 0)
    return GTK_WIDGET (self->retry_button);
  return NULL;
}

static gboolean
grab_focus (GtkWidget *widget)
{
  GtkWidget *entry = entry_of_page (WHIN_GATE (widget));

  return entry && gtk_widget_grab_focus (entry);
}

void
whin_gate_show_page (WhinGate *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), g_str_equal (name, "recover"));
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
show_choose (WhinGate *self, gboolean is_new)
{
  whin_step_set_text (
      self->choose_step,
      is_new ? _ ("This desktop has no keyring to protect your messages with, so a passphrase does "
                  "it. You need it each time Whinchat starts.")
             : _ ("The recovery key was right. From now on this passphrase opens Whinchat."));
  gtk_widget_set_visible (GTK_WIDGET (self->keyring_button), is_new);
  whin_gate_show_page (self, "choose");
}

/* What was typed has done its work. */
static void
clear_rows (WhinGate *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->unlock_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->recover_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->choose_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->repeat_row), "");
  whin_step_set_error (self->unlock_step, NULL);
  whin_step_set_error (self->recover_step, NULL);
  whin_step_set_error (self->choose_step, NULL);
}

static void
state_cb (WhinGate *self)
{
  clear_rows (self);
  switch (whin_vault_get_state (self->vault)) {
  case WHIN_VAULT_OPENING:
    whin_gate_show_page (self, "waiting");
    break;
  case WHIN_VAULT_NEW:
    show_choose (self, TRUE);
    break;
  case WHIN_VAULT_FORGOTTEN:
    show_choose (self, FALSE);
    break;
  case WHIN_VAULT_PASSPHRASE:
  case WHIN_VAULT_LOCKED:
    whin_gate_show_page (self, "unlock");
    break;
  case WHIN_VAULT_TROUBLE:
    whin_gate_describe_trouble (self);
    whin_gate_show_page (self, "trouble");
    break;
  case WHIN_VAULT_OPEN:
    break;
  }
}

/* -- What is typed -- */

static void
activated_cb (WhinStep *step)
{
  whin_step_proceed (step);
}

static void
finish (WhinGate *self, WhinStep *step, GtkWidget *row, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  gboolean done = whin_vault_finish (self->vault, result, &error);

  /* It has been disposed. */
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  whin_step_set_busy (step, FALSE);
  if (done || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  whin_step_set_error (step, error->message);
  gtk_widget_grab_focus (row);
}

static void
unlock_changed_cb (GtkEditable *row, WhinGate *self)
{
  whin_step_set_ready (self->unlock_step, text_of (row)[0] != '\0');
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinGate) self = user_data;

  finish (self, self->unlock_step, GTK_WIDGET (self->unlock_row), result);
}

static void
unlock_cb (WhinStep *step, WhinGate *self)
{
  whin_step_set_busy (step, TRUE);
  whin_vault_unlock_async (self->vault, text_of (self->unlock_row), self->cancellable, unlocked_cb,
                           g_object_ref (self));
}

static void
recover_changed_cb (GtkEditable *row, WhinGate *self)
{
  whin_step_set_ready (self->recover_step, text_of (row)[0] != '\0');
}

static void
recovered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinGate) self = user_data;

  finish (self, self->recover_step, GTK_WIDGET (self->recover_row), result);
}

static void
recover_cb (WhinStep *step, WhinGate *self)
{
  whin_step_set_busy (step, TRUE);
  whin_vault_recover_async (self->vault, text_of (self->recover_row), self->cancellable,
                            recovered_cb, g_object_ref (self));
}

static void
choose_changed_cb (GtkEditable *row, WhinGate *self)
{
  whin_step_set_ready (self->choose_step, text_of (self->choose_row)[0] != '\0');
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinGate) self = user_data;

  finish (self, self->choose_step, GTK_WIDGET (self->choose_row), result);
}

static void
choose_cb (WhinStep *step, WhinGate *self)
{
  const char *passphrase = text_of (self->choose_row);
  const char *fault = whin_vault_check_passphrase (passphrase, text_of (self->repeat_row));

  if (fault) {
    whin_step_set_error (step, fault);
    return;
  }
  whin_step_set_busy (step, TRUE);
  whin_vault_choose_async (self->vault, passphrase, self->cancellable, chosen_cb,
                           g_object_ref (self));
}

/* -- Ways out -- */

static void
retry_cb (GtkButton *button, WhinGate *self)
{
  whin_vault_open (self->vault);
}

static void
back_cb (GtkButton *button, WhinGate *self)
{
  state_cb (self);
}

static void
to_recover_cb (GtkButton *button, WhinGate *self)
{
  whin_gate_show_page (self, "recover");
}

static void
start_over_cb (GtkButton *button, WhinGate *self)
{
  whin_gate_start_over (self);
}

static void
forgot_cb (GtkButton *button, WhinGate *self)
{
  if (whin_vault_get_has_recovery (self->vault))
    whin_gate_show_page (self, "recover");
  else
    whin_gate_start_over_without_passphrase (self);
}

/* -- The widget -- */

static void
whin_gate_dispose (GObject *object)
{
  WhinGate *self = WHIN_GATE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->vault);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_GATE);
  G_OBJECT_CLASS (whin_gate_parent_class)->dispose (object);
}

static void
whin_gate_finalize (GObject *object)
{
  g_object_unref (WHIN_GATE (object)->cancellable);
  G_OBJECT_CLASS (whin_gate_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinGate, back_button);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, unlock_step);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, unlock_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, recover_step);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, recover_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, choose_step);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, choose_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, keyring_button);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, trouble_page);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, retry_button);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, recover_button);
  gtk_widget_class_bind_template_child (widget_class, WhinGate, start_over_button);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, unlock_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, unlock_cb);
  gtk_widget_class_bind_template_callback (widget_class, recover_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, recover_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, to_recover_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_over_cb);
  gtk_widget_class_bind_template_callback (widget_class, forgot_cb);
}

static void
whin_gate_class_init (WhinGateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_gate_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_gate_finalize;
  widget_class->grab_focus = grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-gate.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
}

static void
whin_gate_init (WhinGate *self)
{
  g_type_ensure (WHIN_TYPE_STEP);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
whin_gate_new (WhinVault *vault)
{
  WhinGate *self = g_object_new (WHIN_TYPE_GATE, NULL);

  self->vault = g_object_ref (vault);
  g_signal_connect_object (vault, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  state_cb (self);
  return GTK_WIDGET (self);
}
