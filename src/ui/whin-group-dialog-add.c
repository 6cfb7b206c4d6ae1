/* group dialog: more people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-group-dialog-private.h"

static void
set_adding (WhinGroupDialog *self, gboolean adding)
{
  gtk_stack_set_visible_child (self->add_stack, adding ? self->add_spinner : self->add_now_button);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinGroupDialog) self = user_data;
  gboolean added = whin_group_dialog_ended (self, result);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_adding (self, FALSE);
  if (added)
    adw_navigation_view_pop_to_tag (self->pages, "group");
}

static void
add_now_cb (GtkButton *button, WhinGroupDialog *self)
{
  set_adding (self, TRUE);
  whin_client_add_members_async (self->client, &self->conv,
                                 whin_people_picker_get_chosen (self->picker), self->cancellable,
                                 added_cb, g_object_ref (self));
}

static void
chosen_cb (WhinPeoplePicker *picker, WhinGroupDialog *self)
{
  gtk_widget_set_sensitive (self->add_now_button, whin_people_picker_get_chosen (picker)->len > 0);
}

static void
add_people_cb (GtkButton *button, WhinGroupDialog *self)
{
  whin_people_picker_open (self->picker, self->client, &self->conv);
  adw_navigation_view_push (self->pages, self->add_page);
  gtk_widget_grab_focus (GTK_WIDGET (self->picker));
}

void
whin_group_dialog_add_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, add_people_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_now_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}
