/* new group: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-new-group.h"

#include "limits.h"
#include "whin-avatar-chooser.h"
#include "whin-client-chats.h"
#include "whin-client-groups.h"
#include "whin-people-picker.h"
#include "whin-step.h"

#include <glib/gi18n.h>

struct _WhinNewGroup {
  AdwNavigationPage parent_instance;

  GtkWidget *next_button;
  WhinPeoplePicker *picker;
  AdwNavigationPage *name_page;
  WhinStep *step;
  WhinAvatarChooser *avatar_chooser;
  AdwEntryRow *name_row;

  WhinClient *client;
  ConvKind kind;
  GCancellable *cancellable;
  Conv made; /* of that kind when it is there */
};

G_DEFINE_FINAL_TYPE (WhinNewGroup, whin_new_group, ADW_TYPE_NAVIGATION_PAGE)

static guint made_signal;

static char *
count_words (WhinNewGroup *self, guint n)
{
  if (self->kind == CONV_BROADCAST)
    return g_strdup_printf (ngettext ("%u person gets what you write to it.",
                                      "%u people get what you write to it, each by themselves.", n),
                            n);
  return g_strdup_printf (ngettext ("%u person and you", "%u people and you", n), n);
}

static void
chosen_cb (WhinPeoplePicker *picker, WhinNewGroup *self)
{
  guint n = whin_people_picker_get_chosen (picker)->len;
  g_autofree char *words = count_words (self, n);

  gtk_widget_set_sensitive (self->next_button, n > 0);
  whin_step_set_text (self->step, words);
  if (self->kind == CONV_BROADCAST)
    adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self),
                                   n < LIMIT_BROADCAST_MAX ? _ ("New Broadcast List")
                                                           : _ ("Not More People Than These"));
}

static void
next_cb (GtkButton *button, WhinNewGroup *self)
{
  AdwNavigationView *pages =
      ADW_NAVIGATION_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW));

  adw_navigation_view_push (pages, self->name_page);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

static char *
typed_name (WhinNewGroup *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
}

static void
name_changed_cb (GtkEditable *row, WhinNewGroup *self)
{
  g_autofree char *name = typed_name (self);

  whin_avatar_chooser_set_name (self->avatar_chooser, name);
  whin_step_set_ready (self->step, name[0] != '\0');
}

static void
name_activated_cb (WhinStep *step)
{
  whin_step_proceed (step);
}

static void
finish (WhinNewGroup *self)
{
  g_signal_emit (self, made_signal, 0, &self->made);
}

/* -- Making it -- */

static gboolean
answered (WhinNewGroup *self, const GError *error, const char *words)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  whin_step_set_busy (self->step, FALSE);
  if (!error)
    return TRUE;
  text = g_strdup_printf ("%s %s", words, error->message);
  whin_step_set_error (self->step, g_strstrip (text));
  return FALSE;
}

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinNewGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_group_finish (self->client, result, NULL, &error);
  if (answered (self, error, _ ("The group is made, but its picture could not be set.")))
    finish (self);
  else
    g_object_set (self->step, "button-label", _ ("Open Group"), NULL);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinNewGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  GBytes *photo = whin_avatar_chooser_get_photo (self->avatar_chooser);
  Conv conv;

  if (whin_client_group_finish (self->client, result, &conv, &error))
    self->made = conv;
  if (error || !photo || g_bytes_get_size (photo) == 0) {
    if (answered (self, error, ""))
      finish (self);
    return;
  }
  whin_client_set_group_picture_async (self->client, &conv, photo, self->cancellable, picture_cb,
                                       g_object_ref (self));
}

static void
make_cb (WhinStep *step, WhinNewGroup *self)
{
  g_autofree char *name = typed_name (self);

  if (self->kind == CONV_BROADCAST && self->made.kind != self->kind)
    whin_client_make_broadcast (self->client, name, whin_people_picker_get_chosen (self->picker),
                                &self->made);
  if (self->made.kind == self->kind) {
    finish (self);
    return;
  }
  whin_step_set_busy (step, TRUE);
  whin_client_make_group_async (self->client, name, whin_people_picker_get_chosen (self->picker),
                                self->cancellable, made_cb, g_object_ref (self));
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WHIN_NEW_GROUP (widget)->picker));
}

static void
whin_new_group_dispose (GObject *object)
{
  WhinNewGroup *self = WHIN_NEW_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_NEW_GROUP);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_new_group_parent_class)->dispose (object);
}

static void
whin_new_group_finalize (GObject *object)
{
  g_object_unref (WHIN_NEW_GROUP (object)->cancellable);
  G_OBJECT_CLASS (whin_new_group_parent_class)->finalize (object);
}

static void
whin_new_group_class_init (WhinNewGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_new_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_new_group_finalize;
  widget_class->grab_focus = grab_focus;
  made_signal = g_signal_new ("made", WHIN_TYPE_NEW_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-new-group.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinNewGroup, next_button);
  gtk_widget_class_bind_template_child (widget_class, WhinNewGroup, picker);
  gtk_widget_class_bind_template_child (widget_class, WhinNewGroup, name_page);
  gtk_widget_class_bind_template_child (widget_class, WhinNewGroup, step);
  gtk_widget_class_bind_template_child (widget_class, WhinNewGroup, avatar_chooser);
  gtk_widget_class_bind_template_child (widget_class, WhinNewGroup, name_row);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_cb);
}

static void
whin_new_group_init (WhinNewGroup *self)
{
  g_type_ensure (WHIN_TYPE_AVATAR_CHOOSER);
  g_type_ensure (WHIN_TYPE_PEOPLE_PICKER);
  g_type_ensure (WHIN_TYPE_STEP);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
name_broadcast (WhinNewGroup *self)
{
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), _ ("New Broadcast List"));
  adw_navigation_page_set_title (self->name_page, _ ("Name of the List"));
  g_object_set (self->step, "heading", _ ("Name of the List"), "button-label", _ ("Make List"),
                NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar_chooser), FALSE);
  whin_people_picker_set_max (self->picker, LIMIT_BROADCAST_MAX);
}

WhinNewGroup *
whin_new_group_new (WhinClient *client, ConvKind kind)
{
  WhinNewGroup *self = g_object_new (WHIN_TYPE_NEW_GROUP, NULL);

  self->client = g_object_ref (client);
  self->kind = kind;
  if (kind == CONV_BROADCAST)
    name_broadcast (self);
  whin_people_picker_open (self->picker, client, NULL);
  return self;
}
