/* Message row, commands: what can be done with a whole message, as actions of the row - so that
 * keys and assistive tools find them. Plain letters stay free: they go to the composer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-row-private.h"

static const struct {
  const char *action;
  guint key;
  GdkModifierType modifiers;
} commands[WHIN_N_COMMANDS] = {
  [WHIN_COMMAND_REPLY] = { "row.reply", GDK_KEY_r, GDK_CONTROL_MASK },
  [WHIN_COMMAND_REACT] = { "row.react", GDK_KEY_e, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  [WHIN_COMMAND_EDIT] = { "row.edit", GDK_KEY_F2, 0 },
  [WHIN_COMMAND_FORWARD] = { "row.forward", GDK_KEY_r, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  [WHIN_COMMAND_COPY] = { "row.copy", GDK_KEY_c, GDK_CONTROL_MASK },
  [WHIN_COMMAND_KEEP] = { "row.keep", GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  [WHIN_COMMAND_STAR] = { "row.star", GDK_KEY_d, GDK_CONTROL_MASK },
  [WHIN_COMMAND_PIN] = { "row.pin", GDK_KEY_d, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  [WHIN_COMMAND_INFO] = { "row.info", GDK_KEY_Return, GDK_ALT_MASK },
  [WHIN_COMMAND_SELECT] = { "row.select", GDK_KEY_space, 0 },
  [WHIN_COMMAND_DELETE] = { "row.delete", GDK_KEY_Delete, 0 },
};

static void
command_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for (guint i = 0; i < WHIN_N_COMMANDS; i++)
    if (g_str_equal (commands[i].action, name))
      whin_message_command (WHIN_MESSAGE_ROW (widget), (WhinCommand) i);
}

void
whin_message_commands_class_init (GtkWidgetClass *klass)
{
  for (guint i = 0; i < WHIN_N_COMMANDS; i++) {
    gtk_widget_class_install_action (klass, commands[i].action, NULL, command_cb);
    gtk_widget_class_add_binding_action (klass, commands[i].key, commands[i].modifiers,
                                         commands[i].action, NULL);
  }
}

void
whin_message_commands_init (WhinMessageRow *self)
{
  self->commands = (1u << WHIN_N_COMMANDS) - 1;
  whin_message_commands_update (self);
}

/* Most rows have the same commands as what they showed before. */
void
whin_message_commands_update (WhinMessageRow *self)
{
  guint wanted = self->filled ? self->view.commands : 0, changed = wanted ^ self->commands;

  for (guint i = 0; changed && i < WHIN_N_COMMANDS; i++)
    if (changed & (1u << i))
      gtk_widget_action_set_enabled (GTK_WIDGET (self), commands[i].action,
                                     (wanted & (1u << i)) != 0);
  self->commands = wanted;
}
