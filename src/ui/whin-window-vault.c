/* window, vault: what is there is seen only while the vault is open.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-window-private.h"

#include "whin-player.h"
#include "whin-viewer.h"

#define APPEAR_MS 150 /* by then the list is there, else the window comes empty */
#define QUIET_MS 400  /* most keyrings answer sooner: a spinner would only flash */

gboolean
whin_window_is_hidden (WhinWindow *self)
{
  return !self->client || whin_vault_get_state (self->vault) != WHIN_VAULT_OPEN;
}

static void
appear_cb (gpointer user_data)
{
  WhinWindow *self = user_data;

  self->appearing = 0;
  gtk_window_present (GTK_WINDOW (self));
}

void
whin_window_appear_now (WhinWindow *self)
{
  if (!self->appearing)
    return;
  g_clear_handle_id (&self->appearing, g_source_remove);
  gtk_window_present (GTK_WINDOW (self));
}

void
whin_window_appear (WhinWindow *self)
{
  if (whin_vault_get_state (self->vault) != WHIN_VAULT_OPENING)
    gtk_window_present (GTK_WINDOW (self));
  else if (!self->appearing)
    self->appearing = g_timeout_add_once (APPEAR_MS, appear_cb, self);
}

static void
close_dialogs (WhinWindow *self)
{
  AdwDialog *dialog;

  while ((dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self))))
    adw_dialog_force_close (dialog);
}

/* Nothing of the open chat is left in the widgets, nor is it read behind the gate. */
static void
put_chat_away (WhinWindow *self)
{
  WhinChat *chat = whin_window_get_chat (self);
  Conv conv;

  if (!chat)
    return;
  conv = *whin_chat_get_conv (chat);
  whin_window_show_chat (self, NULL, 0);
  self->wanted = conv;
  self->wanted_ord = 0;
}

static void
show_gate (gpointer user_data)
{
  WhinWindow *self = user_data;

  self->waiting = 0;
  whin_window_appear_now (self);
  if (!adw_bin_get_child (self->gate_bin))
    adw_bin_set_child (self->gate_bin, whin_gate_new (self->vault));
  /* While one page fades into another, the old one can be seen and takes the clicks. */
  gtk_stack_set_visible_child_full (self->stack, "gate", GTK_STACK_TRANSITION_TYPE_NONE);
  gtk_widget_grab_focus (adw_bin_get_child (self->gate_bin));
}

static void
hide_all (WhinWindow *self)
{
  close_dialogs (self);
  if (self->client) {
    whin_viewer_close (self->overlay);
    whin_player_stop (whin_player_get (self->client));
    whin_sidebar_stop_search (self->sidebar);
    put_chat_away (self);
  }
  if (whin_vault_get_state (self->vault) == WHIN_VAULT_OPENING)
    self->waiting = g_timeout_add_once (QUIET_MS, show_gate, self);
  else
    show_gate (self);
}

static void
show_all (WhinWindow *self)
{
  if (!self->client)
    whin_window_take_client (self, whin_vault_get_client (self->vault));
  gtk_stack_set_visible_child_name (self->stack,
                                    adw_bin_get_child (self->setup_bin) ? "setup" : "loading");
  whin_window_account_changed (self);
  if (self->wanted.kind)
    whin_window_open_chat (self, &(Conv) { self->wanted.kind, self->wanted.id }, self->wanted_ord);
}

static void
vault_cb (WhinWindow *self)
{
  gboolean open = whin_vault_get_state (self->vault) == WHIN_VAULT_OPEN;

  g_clear_handle_id (&self->waiting, g_source_remove);
  if (open)
    show_all (self);
  else
    hide_all (self);
  whin_window_enable_actions (self, open);
  whin_window_tell_active (self);
}

static void
idle_cb (gpointer user_data)
{
  whin_vault_lock (WHIN_WINDOW (user_data)->vault);
}

static void
watch_idle (WhinWindow *self)
{
  guint minutes = g_settings_get_uint (self->settings, "lock-after");

  whin_idle_set_seconds (self->idle,
                         whin_vault_get_has_passphrase (self->vault) ? minutes * 60 : 0);
}

void
whin_window_set_vault (WhinWindow *self, WhinVault *vault)
{
  self->vault = g_object_ref (vault);
  self->idle = whin_idle_new (GTK_WIDGET (self), idle_cb, self);
  g_signal_connect_object (vault, "notify::state", G_CALLBACK (vault_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vault, "notify::has-passphrase", G_CALLBACK (watch_idle), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::lock-after", G_CALLBACK (watch_idle), self,
                           G_CONNECT_SWAPPED);
  vault_cb (self);
  watch_idle (self);
}
