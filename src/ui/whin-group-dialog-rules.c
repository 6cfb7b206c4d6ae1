/* group dialog: what the group is called, what it is about, and who may do what.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-group-dialog-private.h"

gboolean
whin_group_dialog_allows (const GroupRow *row, GroupOnly what)
{
  return row->inside && (row->admin || !(row->only_admins & what));
}

/* -- Name and description -- */

/* What somebody is typing stays. */
static void
show_text (AdwEntryRow *entry, char **shown, const char *text)
{
  if (!*shown || g_str_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), *shown))
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_set_str (shown, text);
}

static char *
typed (AdwEntryRow *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static void
update (WhinGroupDialog *self)
{
  const GroupRow *row = whin_client_get_group (self->client, &self->conv);

  if (row)
    whin_group_dialog_rules_update (self, row);
}

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinGroupDialog) self = user_data;

  whin_group_dialog_ended (self, result);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  gtk_widget_set_visible (self->name_spinner, FALSE);
  update (self);
}

static void
rename_cb (AdwEntryRow *entry, WhinGroupDialog *self)
{
  g_autofree char *name = typed (entry);

  if (!name[0]) {
    gtk_editable_set_text (GTK_EDITABLE (entry), self->shown_name);
    return;
  }
  g_set_str (&self->shown_name, gtk_editable_get_text (GTK_EDITABLE (entry)));
  gtk_widget_set_visible (self->name_spinner, TRUE);
  gtk_editable_set_editable (GTK_EDITABLE (entry), FALSE);
  whin_client_rename_group_async (self->client, &self->conv, name, self->cancellable, renamed_cb,
                                  g_object_ref (self));
}

static void
described_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinGroupDialog) self = user_data;

  whin_group_dialog_ended (self, result);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  gtk_widget_set_visible (self->about_spinner, FALSE);
  update (self);
}

static void
describe_cb (AdwEntryRow *entry, WhinGroupDialog *self)
{
  g_autofree char *about = typed (entry);

  g_set_str (&self->shown_about, gtk_editable_get_text (GTK_EDITABLE (entry)));
  gtk_widget_set_visible (self->about_spinner, TRUE);
  gtk_editable_set_editable (GTK_EDITABLE (entry), FALSE);
  whin_client_describe_group_async (self->client, &self->conv, about, self->cancellable,
                                    described_cb, g_object_ref (self));
}

static void
show_texts (WhinGroupDialog *self, const GroupRow *row)
{
  gboolean may = whin_group_dialog_allows (row, GROUP_ONLY_EDIT);
  gboolean online = whin_group_dialog_is_online (self);

  show_text (self->name_row, &self->shown_name, row->name);
  show_text (self->about_row, &self->shown_about, row->about);
  gtk_label_set_label (self->about_label, row->about);
  gtk_widget_set_visible (GTK_WIDGET (self->about_label), row->about[0] && !may);
  gtk_widget_set_visible (self->name_group, may);
  /* Who is in it would lose the focus with the sensitivity. */
  gtk_editable_set_editable (GTK_EDITABLE (self->name_row),
                             online && !gtk_widget_get_visible (self->name_spinner));
  gtk_editable_set_editable (GTK_EDITABLE (self->about_row),
                             online && !gtk_widget_get_visible (self->about_spinner));
}

/* -- Rules -- */

static void
show_rules (WhinGroupDialog *self, const GroupRow *row)
{
  self->showing_rules = TRUE;
  adw_switch_row_set_active (self->write_row, !(row->only_admins & GROUP_ONLY_WRITE));
  adw_switch_row_set_active (self->add_row, !(row->only_admins & GROUP_ONLY_ADD));
  adw_switch_row_set_active (self->edit_row, !(row->only_admins & GROUP_ONLY_EDIT));
  adw_switch_row_set_active (self->pin_row, !(row->only_admins & GROUP_ONLY_PIN));
  self->showing_rules = FALSE;
}

static guint
chosen_rules (WhinGroupDialog *self)
{
  return (adw_switch_row_get_active (self->write_row) ? 0 : GROUP_ONLY_WRITE) |
         (adw_switch_row_get_active (self->add_row) ? 0 : GROUP_ONLY_ADD) |
         (adw_switch_row_get_active (self->edit_row) ? 0 : GROUP_ONLY_EDIT) |
         (adw_switch_row_get_active (self->pin_row) ? 0 : GROUP_ONLY_PIN);
}

static void set_rules (WhinGroupDialog *self);

static void
ruled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinGroupDialog) self = user_data;
  gboolean done = whin_group_dialog_ended (self, result);
  const GroupRow *row = whin_client_get_group (self->client, &self->conv);

  self->setting_rules = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable) || !row)
    return;
  if (!done)
    show_rules (self, row);
  else if (chosen_rules (self) != row->only_admins)
    set_rules (self);
}

/* One at a time; what is switched meanwhile follows. */
static void
set_rules (WhinGroupDialog *self)
{
  self->setting_rules = TRUE;
  whin_client_set_group_rules_async (self->client, &self->conv, chosen_rules (self),
                                     self->cancellable, ruled_cb, g_object_ref (self));
}

static void
rule_cb (AdwSwitchRow *row, GParamSpec *pspec, WhinGroupDialog *self)
{
  if (!self->showing_rules && !self->setting_rules)
    set_rules (self);
}

/* -- Together -- */

void
whin_group_dialog_rules_update (WhinGroupDialog *self, const GroupRow *row)
{
  show_texts (self, row);
  if (!self->setting_rules)
    show_rules (self, row);
  gtk_widget_set_visible (self->rules_group, row->inside && row->admin);
  gtk_widget_set_sensitive (self->rules_group, whin_group_dialog_is_online (self));
}

void
whin_group_dialog_rules_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, name_group);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, name_spinner);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, about_label);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, about_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, about_spinner);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, rules_group);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, write_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, add_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, edit_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, pin_row);
  gtk_widget_class_bind_template_callback (widget_class, rename_cb);
  gtk_widget_class_bind_template_callback (widget_class, describe_cb);
  gtk_widget_class_bind_template_callback (widget_class, rule_cb);
}
