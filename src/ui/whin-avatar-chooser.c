/* avatar chooser: asks for a file, reads it in a thread, previews it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-avatar-chooser.h"

#include "whin-avatar.h"
#include "whin-picture-file.h"
#include "whin-pictures.h"

#include <glib/gi18n.h>

#define SIDE 112

struct _WhinAvatarChooser {
  GtkWidget parent_instance;

  GtkWidget *overlay;
  AdwAvatar *avatar;
  GtkWidget *remove_button;
  GCancellable *cancellable;
  GBytes *photo;
};

G_DEFINE_FINAL_TYPE (WhinAvatarChooser, whin_avatar_chooser, GTK_TYPE_WIDGET)

static guint changed_signal;

static void
take_photo (WhinAvatarChooser *self, GBytes *photo, const char *path)
{
  g_autoptr (MediaFile) file = media_file_new (path, NULL);

  g_clear_pointer (&self->photo, g_bytes_unref);
  self->photo = g_bytes_ref (photo);
  whin_avatar_set (self->avatar, adw_avatar_get_text (self->avatar), file);
  gtk_widget_set_visible (self->remove_button, file != NULL);
  g_signal_emit (self, changed_signal, 0);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinAvatarChooser) self = user_data;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) photo = whin_picture_file_finish (result, &file, NULL);

  if (photo)
    take_photo (self, photo, g_file_peek_path (file));
}

void
whin_avatar_chooser_choose (WhinAvatarChooser *self)
{
  whin_picture_file_choose_async (GTK_WIDGET (self), _ ("Choose a Photo"), self->cancellable,
                                  chosen_cb, g_object_ref (self));
}

static void
choose_cb (GtkButton *button, WhinAvatarChooser *self)
{
  whin_avatar_chooser_choose (self);
}

static void
remove_cb (GtkButton *button, WhinAvatarChooser *self)
{
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);

  take_photo (self, none, NULL);
}

static void
whin_avatar_chooser_dispose (GObject *object)
{
  WhinAvatarChooser *self = WHIN_AVATAR_CHOOSER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (whin_avatar_chooser_parent_class)->dispose (object);
}

static void
whin_avatar_chooser_finalize (GObject *object)
{
  WhinAvatarChooser *self = WHIN_AVATAR_CHOOSER (object);

  g_clear_pointer (&self->photo, g_bytes_unref);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (whin_avatar_chooser_parent_class)->finalize (object);
}

static void
whin_avatar_chooser_class_init (WhinAvatarChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_avatar_chooser_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_avatar_chooser_finalize;
  changed_signal = g_signal_new ("changed", WHIN_TYPE_AVATAR_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_button (WhinAvatarChooser *self,
             const char *icon,
             const char *label,
             GtkAlign valign,
             GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "osd");
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_valign (button, valign);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), button);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_DEFAULT);
  return button;
}

static void
whin_avatar_chooser_init (WhinAvatarChooser *self)
{
  self->cancellable = g_cancellable_new ();
  self->overlay = gtk_overlay_new ();
  gtk_widget_set_halign (self->overlay, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  self->avatar = ADW_AVATAR (adw_avatar_new (SIDE, NULL, FALSE));
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->avatar));
  make_button (self, "document-edit-symbolic", _ ("Choose Photo"), GTK_ALIGN_END,
               G_CALLBACK (choose_cb));
  self->remove_button = make_button (self, "user-trash-symbolic", _ ("Remove Photo"),
                                     GTK_ALIGN_START, G_CALLBACK (remove_cb));
  gtk_widget_set_visible (self->remove_button, FALSE);
}

void
whin_avatar_chooser_set (WhinAvatarChooser *self, const char *name, const MediaFile *photo)
{
  g_clear_pointer (&self->photo, g_bytes_unref);
  whin_avatar_set (self->avatar, name, photo);
  gtk_widget_set_visible (self->remove_button, photo != NULL);
}

void
whin_avatar_chooser_set_name (WhinAvatarChooser *self, const char *name)
{
  adw_avatar_set_text (self->avatar, name);
  adw_avatar_set_show_initials (self->avatar, name[0] != '\0');
}

GBytes *
whin_avatar_chooser_get_photo (WhinAvatarChooser *self)
{
  return self->photo;
}
