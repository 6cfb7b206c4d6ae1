/* avatar: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-avatar.h"

#include "whin-pictures.h"

#define LOADING "whin-avatar-loading"
#define SHOWN "whin-avatar-file"

static void
loaded_cb (GdkTexture *texture, gpointer avatar)
{
  if (texture)
    adw_avatar_set_custom_image (avatar, GDK_PAINTABLE (texture));
}

static void
stop (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  g_object_unref (cancellable);
}

/* A number has no initials; it may be written with a direction of its own. */
static gboolean
is_number (const char *name)
{
  return g_str_has_prefix (name, "+") || g_str_has_prefix (name, "\u2066+");
}

void
whin_avatar_set (AdwAvatar *avatar, const char *name, const MediaFile *file)
{
  int side =
      adw_avatar_get_size (avatar) * MAX (1, gtk_widget_get_scale_factor (GTK_WIDGET (avatar)));
  GdkTexture *texture;
  GCancellable *cancellable;

  adw_avatar_set_text (avatar, name);
  adw_avatar_set_show_initials (avatar, name && name[0] && !is_number (name));
  if (file && media_file_equal (file, g_object_get_data (G_OBJECT (avatar), SHOWN)))
    return;
  g_object_set_data_full (G_OBJECT (avatar), SHOWN, media_file_ref (file),
                          (GDestroyNotify) media_file_unref);
  texture = file ? whin_pictures_peek (file, side, side) : NULL;
  adw_avatar_set_custom_image (avatar, GDK_PAINTABLE (texture));
  if (!file || texture) {
    g_object_set_data (G_OBJECT (avatar), LOADING, NULL);
    return;
  }
  /* Goes with the avatar, or with its next picture. */
  cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (avatar), LOADING, cancellable, stop);
  whin_pictures_load (file, side, side, cancellable, loaded_cb, avatar);
}

static const char *
sign_of (const ChatRow *row)
{
  if (row->is_self)
    return "user-bookmarks-symbolic";
  return row->conv.kind == CONV_BROADCAST ? "whin-broadcast-symbolic" : NULL;
}

void
whin_avatar_set_chat (AdwAvatar *avatar, WhinChat *chat)
{
  const ChatRow *row = whin_chat_get_row (chat);
  const char *sign = sign_of (row);

  whin_avatar_set (avatar, whin_chat_get_name (chat), sign ? NULL : row->avatar);
  adw_avatar_set_icon_name (avatar, sign);
  if (sign)
    adw_avatar_set_show_initials (avatar, FALSE);
}

void
whin_avatar_set_named (AdwAvatar *avatar, const WhinNamed *named)
{
  if (named->chat)
    whin_avatar_set_chat (avatar, named->chat);
  else
    whin_avatar_set (avatar, whin_contact_get_name (named->contact),
                     whin_contact_get_row (named->contact)->avatar);
}
