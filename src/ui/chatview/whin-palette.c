/* Palette: see the header. An ink is a widget without content whose style's `color` is read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-palette.h"

#include <adwaita.h>

static const char *const ink_classes[WHIN_N_INKS] = {
  "text",     "dim",        "link",      "accent-ink",  "error-ink", "fill-own",  "fill-other",
  "edge-own", "edge-other", "quote-own", "quote-other", "chip",      "chip-text", "selection",
  "mark",     "pill",       "pill-own",  "placeholder", "name-0",    "name-1",    "name-2",
  "name-3",   "name-4",     "name-5",    "name-6",      "name-7",
};

#define WHIN_TYPE_INK_SAMPLE (whin_ink_sample_get_type ())
G_DECLARE_FINAL_TYPE (WhinInkSample, whin_ink_sample, WHIN, INK_SAMPLE, GtkWidget)

struct _WhinInkSample {
  GtkWidget parent_instance;
};

struct _WhinPalette {
  GtkWidget parent_instance;
  GtkWidget *samples[WHIN_N_INKS];
  GdkRGBA colours[WHIN_N_INKS];
  gboolean stale;
  guint serial;
};

enum {
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WhinPalette, whin_palette, GTK_TYPE_WIDGET)
G_DEFINE_FINAL_TYPE (WhinInkSample, whin_ink_sample, GTK_TYPE_WIDGET)

static void
go_stale (WhinPalette *self)
{
  if (self->stale)
    return;
  self->stale = TRUE;
  self->serial++;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
whin_ink_sample_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (whin_ink_sample_parent_class)->css_changed (widget, change);
  GtkWidget *parent = gtk_widget_get_parent (widget);
  if (parent)
    go_stale (WHIN_PALETTE (parent));
}

static void
whin_ink_sample_class_init (WhinInkSampleClass *klass)
{
  GTK_WIDGET_CLASS (klass)->css_changed = whin_ink_sample_css_changed;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "ink");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
whin_ink_sample_init (WhinInkSample *self)
{
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
follow_style_manager (WhinPalette *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  set_class (GTK_WIDGET (self), "dark", adw_style_manager_get_dark (manager));
  set_class (GTK_WIDGET (self), "high-contrast", adw_style_manager_get_high_contrast (manager));
}

static void
load_style (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  if (!display)
    return;
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/org/whinchat/Whinchat/chatview/chatview.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
whin_palette_dispose (GObject *object)
{
  WhinPalette *self = WHIN_PALETTE (object);
  for (guint i = 0; i < WHIN_N_INKS; i++)
    g_clear_pointer (&self->samples[i], gtk_widget_unparent);
  G_OBJECT_CLASS (whin_palette_parent_class)->dispose (object);
}

static void
whin_palette_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
}

static void
whin_palette_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
}

static void
whin_palette_class_init (WhinPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = whin_palette_dispose;
  widget_class->size_allocate = whin_palette_size_allocate;
  widget_class->snapshot = whin_palette_snapshot;
  gtk_widget_class_set_css_name (widget_class, "chatpalette");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  load_style ();
}

static void
whin_palette_init (WhinPalette *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  self->stale = TRUE;
  self->serial = 1;
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  for (guint i = 0; i < WHIN_N_INKS; i++) {
    self->samples[i] = g_object_new (WHIN_TYPE_INK_SAMPLE, NULL);
    gtk_widget_add_css_class (self->samples[i], ink_classes[i]);
    gtk_widget_set_parent (self->samples[i], GTK_WIDGET (self));
  }
  follow_style_manager (self);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (follow_style_manager), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (follow_style_manager),
                           self, G_CONNECT_SWAPPED);
}

WhinPalette *
whin_palette_new (void)
{
  return g_object_new (WHIN_TYPE_PALETTE, NULL);
}

/* Colours mixed in other spaces may leave the sRGB gamut. */
static void
read_colour (GtkWidget *sample, GdkRGBA *colour)
{
  gtk_widget_get_color (sample, colour);
  colour->red = CLAMP (colour->red, 0, 1);
  colour->green = CLAMP (colour->green, 0, 1);
  colour->blue = CLAMP (colour->blue, 0, 1);
}

const GdkRGBA *
whin_palette_get (WhinPalette *self, WhinInk ink)
{
  g_assert (ink < WHIN_N_INKS);
  if (self->stale) {
    for (guint i = 0; i < WHIN_N_INKS; i++)
      read_colour (self->samples[i], &self->colours[i]);
    self->stale = FALSE;
  }
  return &self->colours[ink];
}

guint
whin_palette_get_serial (WhinPalette *self)
{
  return self->serial;
}
