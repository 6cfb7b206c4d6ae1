/* mpris: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-mpris.h"

#include "whin-player.h"

#include <glib/gi18n.h>
#include <unistd.h>

#define PATH "/org/mpris/MediaPlayer2"
#define ROOT "org.mpris.MediaPlayer2"
#define PLAYER "org.mpris.MediaPlayer2.Player"

static const char interfaces[] =
    "<node><interface name='" ROOT "'>"
    "<method name='Raise'/><method name='Quit'/>"
    "<property name='CanQuit' type='b' access='read'/>"
    "<property name='CanRaise' type='b' access='read'/>"
    "<property name='HasTrackList' type='b' access='read'/>"
    "<property name='Identity' type='s' access='read'/>"
    "<property name='DesktopEntry' type='s' access='read'/>"
    "<property name='SupportedUriSchemes' type='as' access='read'/>"
    "<property name='SupportedMimeTypes' type='as' access='read'/>"
    "</interface><interface name='" PLAYER "'>"
    "<method name='Next'/><method name='Previous'/><method name='Pause'/>"
    "<method name='PlayPause'/><method name='Stop'/><method name='Play'/>"
    "<method name='Seek'><arg name='Offset' type='x' direction='in'/></method>"
    "<method name='SetPosition'><arg name='TrackId' type='o' direction='in'/>"
    "<arg name='Position' type='x' direction='in'/></method>"
    "<method name='OpenUri'><arg name='Uri' type='s' direction='in'/></method>"
    "<signal name='Seeked'><arg name='Position' type='x'/></signal>"
    "<property name='PlaybackStatus' type='s' access='read'/>"
    "<property name='Rate' type='d' access='readwrite'/>"
    "<property name='Metadata' type='a{sv}' access='read'/>"
    "<property name='Volume' type='d' access='read'/>"
    "<property name='Position' type='x' access='read'/>"
    "<property name='MinimumRate' type='d' access='read'/>"
    "<property name='MaximumRate' type='d' access='read'/>"
    "<property name='CanGoNext' type='b' access='read'/>"
    "<property name='CanGoPrevious' type='b' access='read'/>"
    "<property name='CanPlay' type='b' access='read'/>"
    "<property name='CanPause' type='b' access='read'/>"
    "<property name='CanSeek' type='b' access='read'/>"
    "<property name='CanControl' type='b' access='read'/>"
    "</interface></node>";

struct _WhinMpris {
  GObject parent_instance;

  GApplication *app; /* borrowed */
  WhinClient *client;
  WhinPlayer *player; /* borrowed: the client has it */
  GDBusNodeInfo *info;
  GDBusConnection *bus; /* NULL while nothing plays */
  guint name, objects[2];
};

G_DEFINE_FINAL_TYPE (WhinMpris, whin_mpris, G_TYPE_OBJECT)

/* -- What it says -- */

static char *
track_of (const MessageRow *row)
{
  GString *path = g_string_new ("/org/whinchat/voice/");

  for (guint i = 0; i < ID_BYTES; i++)
    g_string_append_printf (path, "%02x", row->id.bytes[i]);
  return g_string_free (path, FALSE);
}

static GVariant *
metadata (WhinMpris *self)
{
  const MessageRow *row = whin_player_get_row (self->player);
  GVariantBuilder builder;
  g_autofree char *track = NULL;
  const char *artist[] = { NULL, NULL };

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  if (!row)
    return g_variant_builder_end (&builder);
  track = track_of (row);
  artist[0] = row->own ? _ ("You") : whin_client_name_of (self->client, &row->author);
  g_variant_builder_add (&builder, "{sv}", "mpris:trackid", g_variant_new_object_path (track));
  g_variant_builder_add (&builder, "{sv}", "mpris:length",
                         g_variant_new_int64 (row->media->ms * 1000));
  g_variant_builder_add (&builder, "{sv}", "xesam:title",
                         g_variant_new_string (_ ("Voice message")));
  g_variant_builder_add (&builder, "{sv}", "xesam:artist", g_variant_new_strv (artist, 1));
  return g_variant_builder_end (&builder);
}

static GVariant *
status (WhinMpris *self)
{
  return g_variant_new_string (!whin_player_get_row (self->player)     ? "Stopped"
                               : whin_player_is_playing (self->player) ? "Playing"
                                                                       : "Paused");
}

static GVariant *
get_cb (GDBusConnection *bus,
        const char *sender,
        const char *path,
        const char *interface,
        const char *name,
        GError **error,
        gpointer user_data)
{
  WhinMpris *self = user_data;

  if (g_str_equal (name, "Identity"))
    return g_variant_new_string ("Whinchat");
  if (g_str_equal (name, "DesktopEntry"))
    return g_variant_new_string (g_application_get_application_id (self->app));
  if (g_str_has_prefix (name, "Supported"))
    return g_variant_new_strv (NULL, 0);
  if (g_str_equal (name, "PlaybackStatus"))
    return status (self);
  if (g_str_equal (name, "Metadata"))
    return metadata (self);
  if (g_str_equal (name, "Rate"))
    return g_variant_new_double (whin_player_get_rate (self->player));
  if (g_str_equal (name, "Position"))
    return g_variant_new_int64 (whin_player_get_time (self->player) * 1000);
  if (g_str_equal (name, "MaximumRate"))
    return g_variant_new_double (2);
  if (g_str_equal (name, "MinimumRate") || g_str_equal (name, "Volume"))
    return g_variant_new_double (1);
  return g_variant_new_boolean (!g_str_has_prefix (name, "CanGo") &&
                                !g_str_equal (name, "CanQuit") &&
                                !g_str_equal (name, "HasTrackList"));
}

static gboolean
set_cb (GDBusConnection *bus,
        const char *sender,
        const char *path,
        const char *interface,
        const char *name,
        GVariant *value,
        GError **error,
        gpointer user_data)
{
  WhinMpris *self = user_data;

  /* Nothing slower than it was spoken: as the specification wants it, 0 is pausing. */
  if (g_variant_get_double (value) <= 0)
    whin_player_set_paused (self->player, TRUE);
  else
    whin_player_set_rate (self->player, CLAMP (g_variant_get_double (value), 1, 2));
  return TRUE;
}

/* -- What it does -- */

static void
seek (WhinMpris *self, gint64 microseconds)
{
  const MessageRow *row = whin_player_get_row (self->player);

  if (!row || microseconds / 1000 > row->media->ms)
    return;
  whin_player_seek (self->player, row, MAX (microseconds / 1000, 0));
  g_dbus_connection_emit_signal (self->bus, NULL, PATH, PLAYER, "Seeked",
                                 g_variant_new ("(x)", MAX (microseconds, 0)), NULL);
}

static void
set_position (WhinMpris *self, GVariant *parameters)
{
  const MessageRow *row = whin_player_get_row (self->player);
  g_autofree char *track = row ? track_of (row) : NULL;
  const char *wanted;
  gint64 position;

  g_variant_get (parameters, "(&ox)", &wanted, &position);
  if (position >= 0 && g_strcmp0 (track, wanted) == 0)
    seek (self, position);
}

static void
call_cb (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  g_autoptr (WhinMpris) self = g_object_ref (user_data);
  gint64 offset;

  if (g_str_equal (method, "Raise")) {
    g_application_activate (self->app);
  } else if (g_str_equal (method, "PlayPause")) {
    whin_player_set_paused (self->player, whin_player_is_playing (self->player));
  } else if (g_str_equal (method, "Play")) {
    whin_player_set_paused (self->player, FALSE);
  } else if (g_str_equal (method, "Pause")) {
    whin_player_set_paused (self->player, TRUE);
  } else if (g_str_equal (method, "Stop")) {
    whin_player_stop (self->player);
  } else if (g_str_equal (method, "Seek")) {
    g_variant_get (parameters, "(x)", &offset);
    seek (self, whin_player_get_time (self->player) * 1000 +
                    CLAMP (offset, -G_MAXINT32 * 1000LL, G_MAXINT32 * 1000LL));
  } else if (g_str_equal (method, "SetPosition")) {
    set_position (self, parameters);
  }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* -- Being there -- */

static void
tell (WhinMpris *self)
{
  GVariantBuilder changed;

  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", "PlaybackStatus", status (self));
  g_variant_builder_add (&changed, "{sv}", "Metadata", metadata (self));
  g_variant_builder_add (&changed, "{sv}", "Rate",
                         g_variant_new_double (whin_player_get_rate (self->player)));
  g_dbus_connection_emit_signal (self->bus, NULL, PATH, "org.freedesktop.DBus.Properties",
                                 "PropertiesChanged",
                                 g_variant_new ("(sa{sv}as)", PLAYER, &changed, NULL), NULL);
}

static void
appear (WhinMpris *self)
{
  static const GDBusInterfaceVTable vtable = { call_cb, get_cb, set_cb, { 0 } };
  g_autofree char *name = NULL;

  self->bus = g_application_get_dbus_connection (self->app);
  if (!self->bus)
    return;
  g_object_ref (self->bus);
  for (guint i = 0; i < 2; i++)
    self->objects[i] = g_dbus_connection_register_object (
        self->bus, PATH, self->info->interfaces[i], &vtable, self, NULL, NULL);
  /* The name that Flatpak lets an app have. */
  name = g_strdup_printf (ROOT ".%s.instance%d", g_application_get_application_id (self->app),
                          (int) getpid ());
  self->name = g_bus_own_name_on_connection (self->bus, name, G_BUS_NAME_OWNER_FLAGS_NONE, NULL,
                                             NULL, NULL, NULL);
}

static void
disappear (WhinMpris *self)
{
  if (!self->bus)
    return;
  g_bus_unown_name (self->name);
  for (guint i = 0; i < 2; i++)
    g_dbus_connection_unregister_object (self->bus, self->objects[i]);
  g_clear_object (&self->bus);
}

static void
player_cb (WhinMpris *self)
{
  if (!whin_player_get_row (self->player)) {
    disappear (self);
    return;
  }
  if (!self->bus)
    appear (self);
  if (self->bus)
    tell (self);
}

static void
whin_mpris_dispose (GObject *object)
{
  WhinMpris *self = WHIN_MPRIS (object);

  disappear (self);
  g_clear_object (&self->client);
  g_clear_pointer (&self->info, g_dbus_node_info_unref);
  G_OBJECT_CLASS (whin_mpris_parent_class)->dispose (object);
}

static void
whin_mpris_class_init (WhinMprisClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = whin_mpris_dispose;
}

static void
whin_mpris_init (WhinMpris *self)
{
  self->info = g_dbus_node_info_new_for_xml (interfaces, NULL);
}

WhinMpris *
whin_mpris_new (GApplication *app, WhinClient *client)
{
  WhinMpris *self = g_object_new (WHIN_TYPE_MPRIS, NULL);

  self->app = app;
  self->client = g_object_ref (client);
  self->player = whin_player_get (client);
  g_signal_connect_object (self->player, "changed", G_CALLBACK (player_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
