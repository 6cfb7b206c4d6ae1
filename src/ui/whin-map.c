/* map: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-map.h"

#include "whin-map-source.h"

#include <glib/gi18n.h>
#include <math.h>

#define ZOOM 15
#define ZOOM_FAR 2
#define ZOOM_MAX 19 /* OpenStreetMap has no more */
#define TILE 256
#define STEP 64 /* pixels that an arrow key goes */
#define PIN 32
#define AGAIN_MS 1000

struct _WhinMap {
  AdwBin parent_instance;

  WhinClient *client;
  GSettings *settings;
  GtkStack *stack;
  ShumateSimpleMap *map; /* NULL before it is wanted */
  Spot spot;
  gboolean placed, picker, moving; /* moving: not by a person */
  gboolean came;                   /* a tile did */
  guint tick;
  guint again;   /* source */
  gboolean said; /* by us, nothing has changed */
};

enum {
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WhinMap, whin_map, ADW_TYPE_BIN)

/* -- The map itself -- */

/* Its point is in the middle: below it is as much as above. */
static GtkWidget *
make_pin (void)
{
  GtkWidget *pin = gtk_image_new_from_icon_name ("mark-location-symbolic");

  gtk_image_set_pixel_size (GTK_IMAGE (pin), PIN);
  gtk_widget_set_margin_bottom (pin, PIN);
  gtk_widget_set_halign (pin, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (pin, GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (pin, FALSE);
  gtk_widget_add_css_class (pin, "map-pin");
  gtk_accessible_update_state (GTK_ACCESSIBLE (pin), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  return pin;
}

static void
add_marker (WhinMap *self)
{
  ShumateMarkerLayer *layer =
      shumate_marker_layer_new (shumate_simple_map_get_viewport (self->map));
  ShumateMarker *marker = shumate_marker_new ();

  shumate_marker_set_child (marker, make_pin ());
  shumate_location_set_location (SHUMATE_LOCATION (marker), self->spot.lat / 1e6,
                                 self->spot.lon / 1e6);
  shumate_marker_layer_add_marker (layer, marker);
  shumate_simple_map_add_overlay_layer (self->map, SHUMATE_LAYER (layer));
}

static void
go (WhinMap *self)
{
  ShumateViewport *viewport = shumate_simple_map_get_viewport (self->map);

  self->moving = TRUE;
  shumate_map_stop_go_to (shumate_simple_map_get_map (self->map));
  shumate_viewport_set_zoom_level (viewport, self->placed ? ZOOM : ZOOM_FAR);
  shumate_location_set_location (SHUMATE_LOCATION (viewport), self->spot.lat / 1e6,
                                 self->spot.lon / 1e6);
  self->moving = FALSE;
}

static void
moved_cb (WhinMap *self)
{
  ShumateLocation *viewport = SHUMATE_LOCATION (shumate_simple_map_get_viewport (self->map));

  if (self->moving)
    return;
  self->spot.lat = (int) (shumate_location_get_latitude (viewport) * 1e6);
  self->spot.lon = (int) (shumate_location_get_longitude (viewport) * 1e6);
  self->placed = TRUE;
  g_signal_emit (self, signals[PICKED], 0);
}

/* By that many steps to the east and the south. */
static void
pan (WhinMap *self, int east, int south)
{
  ShumateViewport *viewport = shumate_simple_map_get_viewport (self->map);
  GtkWidget *map = GTK_WIDGET (shumate_simple_map_get_map (self->map));
  double x = gtk_widget_get_width (map) / 2.0 + east * STEP;
  double y = gtk_widget_get_height (map) / 2.0 + south * STEP, lat, lon;

  shumate_viewport_widget_coords_to_location (viewport, map, x, y, &lat, &lon);
  shumate_location_set_location (SHUMATE_LOCATION (viewport), lat, lon);
}

/* A level at once: between two of them the pictures are blurred. */
static void
zoom (WhinMap *self, int levels)
{
  ShumateViewport *viewport = shumate_simple_map_get_viewport (self->map);

  shumate_viewport_set_zoom_level (viewport,
                                   round (shumate_viewport_get_zoom_level (viewport)) + levels);
}

static void
zoom_in_cb (WhinMap *self)
{
  zoom (self, 1);
}

static void
zoom_out_cb (WhinMap *self)
{
  zoom (self, -1);
}

static void
add_zoom_button (WhinMap *self,
                 GtkWidget *box,
                 const char *icon,
                 const char *label,
                 void (*clicked) (WhinMap *self))
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_add_css_class (button, "osd");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked), self);
  gtk_box_append (GTK_BOX (box), button);
}

static GtkWidget *
make_zoom_buttons (WhinMap *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  add_zoom_button (self, box, "zoom-in-symbolic", _ ("Zoom In"), zoom_in_cb);
  add_zoom_button (self, box, "zoom-out-symbolic", _ ("Zoom Out"), zoom_out_cb);
  gtk_widget_add_css_class (box, "linked");
  gtk_widget_add_css_class (box, "map-zoom");
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  return box;
}

static gboolean
key_cb (WhinMap *self, guint key, guint code, GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key) {
  case GDK_KEY_Left:
    pan (self, -1, 0);
    return GDK_EVENT_STOP;
  case GDK_KEY_Right:
    pan (self, 1, 0);
    return GDK_EVENT_STOP;
  case GDK_KEY_Up:
    pan (self, 0, -1);
    return GDK_EVENT_STOP;
  case GDK_KEY_Down:
    pan (self, 0, 1);
    return GDK_EVENT_STOP;
  case GDK_KEY_plus:
  case GDK_KEY_equal:
  case GDK_KEY_KP_Add:
    zoom (self, 1);
    return GDK_EVENT_STOP;
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
    zoom (self, -1);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

static void
came_cb (WhinMap *self, gboolean came)
{
  self->came = self->came || came;
  gtk_stack_set_visible_child_name (self->stack, self->came ? "map" : "wrong");
}

static ShumateMapSource *
make_source (WhinMap *self)
{
  g_autoptr (WhinMapSource) tiles = whin_map_source_new (self->client);

  g_signal_connect_object (tiles, "came", G_CALLBACK (came_cb), self, G_CONNECT_SWAPPED);
  return SHUMATE_MAP_SOURCE (shumate_raster_renderer_new_full (
      "whinchat", "OpenStreetMap", _ ("© OpenStreetMap contributors"),
      "https://www.openstreetmap.org/copyright", 0, ZOOM_MAX, TILE, SHUMATE_MAP_PROJECTION_MERCATOR,
      SHUMATE_DATA_SOURCE (tiles)));
}

static void
say_again (WhinMap *self)
{
  self->said = TRUE;
  g_object_notify (G_OBJECT (shumate_simple_map_get_viewport (self->map)), "zoom-level");
  self->said = FALSE;
}

static gboolean
again_soon_cb (gpointer user_data)
{
  WhinMap *self = user_data;

  self->again = 0;
  say_again (self);
  return G_SOURCE_REMOVE;
}

/* On a busy computer libshumate has been seen to miss a change, and to show what was far from near.
 */
static void
changed_cb (WhinMap *self)
{
  if (self->said)
    return;
  g_clear_handle_id (&self->again, g_source_remove);
  self->again = g_timeout_add (AGAIN_MS, again_soon_cb, self);
}

static void
set_up (WhinMap *self)
{
  ShumateViewport *viewport = shumate_simple_map_get_viewport (self->map);
  GtkWidget *map = GTK_WIDGET (shumate_simple_map_get_map (self->map));
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autoptr (ShumateMapSource) source = make_source (self);
  static const char *const changes[] = { "notify::zoom-level", "notify::latitude",
                                         "notify::longitude" };

  shumate_viewport_set_min_zoom_level (viewport, ZOOM_FAR);
  shumate_viewport_set_max_zoom_level (viewport, ZOOM_MAX);
  go (self); /* first, or it begins with another part of the world */
  shumate_simple_map_set_map_source (self->map, source);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_connect_object (viewport, changes[i], G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
  shumate_simple_map_set_show_zoom_buttons (self->map, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (shumate_simple_map_get_compass (self->map)), FALSE);
  gtk_widget_set_focusable (map, TRUE);
  g_object_set (map, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (map), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Map"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("The arrow keys move it, plus and minus zoom"), -1);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (map, keys);
  if (!self->picker)
    add_marker (self);
  if (self->picker) {
    g_signal_connect_object (viewport, "notify::latitude", G_CALLBACK (moved_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (viewport, "notify::longitude", G_CALLBACK (moved_cb), self,
                             G_CONNECT_SWAPPED);
  }
}

static void
fetch (WhinMap *self)
{
  GtkWidget *overlay = gtk_overlay_new (), *old = gtk_stack_get_child_by_name (self->stack, "map");

  if (old)
    gtk_stack_remove (self->stack, old);
  self->map = shumate_simple_map_new ();
  self->came = FALSE;
  gtk_widget_add_css_class (overlay, "map-area");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->map));
  if (self->picker)
    gtk_overlay_add_overlay (GTK_OVERLAY (overlay), make_pin ());
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), make_zoom_buttons (self));
  gtk_stack_add_named (self->stack, overlay, "map");
  set_up (self);
  gtk_stack_set_visible_child_name (self->stack, "map");
}

/* libshumate asks for nothing before it has a size, and then when there is nothing else to do:
 * never, while something moves on a slow computer. */
static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  WhinMap *self = WHIN_MAP (widget);

  if (gtk_widget_get_width (widget) == 0)
    return G_SOURCE_CONTINUE;
  if (!self->map)
    fetch (self);
  if (gtk_widget_get_width (GTK_WIDGET (self->map)) == 0)
    return G_SOURCE_CONTINUE;
  say_again (self);
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (shumate_simple_map_get_map (self->map)));
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
begin (WhinMap *self)
{
  if (!self->tick)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
again_cb (WhinMap *self)
{
  fetch (self);
  begin (self);
}

/* -- Before it, and in its place -- */

static void
allow_cb (WhinMap *self)
{
  g_settings_set_boolean (self->settings, "maps", TRUE);
  again_cb (self);
}

static GtkWidget *
make_notice (WhinMap *self,
             const char *title,
             const char *words,
             const char *label,
             void (*clicked) (WhinMap *self))
{
  GtkWidget *page = adw_status_page_new (), *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (page, "compact");
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked), self);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), words);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  return page;
}

static void
add_notices (WhinMap *self)
{
  gtk_stack_add_named (
      self->stack,
      make_notice (self, _ ("Show a Map?"),
                   _ ("It comes from OpenStreetMap, whose server sees the address of this computer "
                      "and where you look, but not who you write with."),
                   _ ("_Load Map"), allow_cb),
      "ask");
  gtk_stack_add_named (
      self->stack,
      make_notice (self, _ ("No Map"),
                   _ ("The server of the map cannot be reached, or does not have this part."),
                   _ ("_Try Again"), again_cb),
      "wrong");
}

/* -- Life -- */

static void
map_vfunc (GtkWidget *widget)
{
  WhinMap *self = WHIN_MAP (widget);

  GTK_WIDGET_CLASS (whin_map_parent_class)->map (widget);
  if (!self->map && g_settings_get_boolean (self->settings, "maps")) {
    gtk_stack_set_visible_child_name (self->stack, "wait");
    begin (self);
  }
}

static void
whin_map_dispose (GObject *object)
{
  WhinMap *self = WHIN_MAP (object);

  g_clear_handle_id (&self->again, g_source_remove);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (whin_map_parent_class)->dispose (object);
}

static void
whin_map_class_init (WhinMapClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = whin_map_dispose;
  GTK_WIDGET_CLASS (klass)->map = map_vfunc;
  signals[PICKED] = g_signal_new ("picked", WHIN_TYPE_MAP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
whin_map_init (WhinMap *self)
{
  self->settings = g_settings_new (g_application_get_application_id (g_application_get_default ()));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
  add_notices (self);
  gtk_stack_add_named (self->stack, adw_bin_new (), "wait");
}

GtkWidget *
whin_map_new (WhinClient *client, const Spot *spot)
{
  WhinMap *self = g_object_new (WHIN_TYPE_MAP, NULL);

  self->client = g_object_ref (client);
  self->spot = *spot;
  self->placed = TRUE;
  return GTK_WIDGET (self);
}

GtkWidget *
whin_map_new_picker (WhinClient *client)
{
  WhinMap *self = g_object_new (WHIN_TYPE_MAP, NULL);

  self->client = g_object_ref (client);
  self->picker = TRUE;
  return GTK_WIDGET (self);
}

void
whin_map_get_spot (WhinMap *self, Spot *spot)
{
  *spot = self->spot;
}

void
whin_map_set_spot (WhinMap *self, const Spot *spot)
{
  self->spot = *spot;
  self->placed = TRUE;
  if (self->map)
    go (self);
}
