/* qr code: libqrencode finds the modules; each is a whole number of pixels, so none is blurred.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-qr-code.h"

#include <qrencode.h>
#include <string.h>

#define SIDE 200     /* of the widget, unless it is given more */
#define SIDE_MIN 160 /* a camera still reads it */
#define QUIET_ZONE 4 /* modules around it, by the standard */
#define DARK 1       /* the bit of a module that says so */

struct _WhinQrCode {
  GtkWidget parent_instance;

  QRcode *code;
};

G_DEFINE_FINAL_TYPE (WhinQrCode, whin_qr_code, GTK_TYPE_WIDGET)

static void
drop_code (WhinQrCode *self)
{
  if (self->code)
    explicit_bzero (self->code->data, (gsize) self->code->width * (gsize) self->code->width);
  g_clear_pointer (&self->code, QRcode_free);
}

static gboolean
is_dark (const QRcode *code, int x, int y)
{
  return x < code->width && code->data[y * code->width + x] & DARK;
}

/* One rectangle for all that stand side by side: no seams. */
static void
draw_row (GtkSnapshot *snapshot, const QRcode *code, int y, float module)
{
  const GdkRGBA black = { 0, 0, 0, 1 };

  for (int x = 0, start; x < code->width; x++) {
    if (!is_dark (code, x, y))
      continue;
    for (start = x; is_dark (code, x, y); x++)
      ;
    gtk_snapshot_append_color (snapshot, &black,
                               &GRAPHENE_RECT_INIT ((float) start * module, (float) y * module,
                                                    (float) (x - start) * module, module));
  }
}

static double
scale_of (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);

  return native ? gdk_surface_get_scale (gtk_native_get_surface (native)) : 1;
}

static void
draw_paper (GtkSnapshot *snapshot, float side)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  GskRoundedRect paper;

  gsk_rounded_rect_init_from_rect (&paper, &GRAPHENE_RECT_INIT (0, 0, side, side), 12);
  gtk_snapshot_push_rounded_clip (snapshot, &paper);
  gtk_snapshot_append_color (snapshot, &white, &paper.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
whin_qr_code_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const QRcode *code = WHIN_QR_CODE (widget)->code;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double scale = scale_of (widget);
  int modules, pixels;
  float module, side, quiet;

  if (!code)
    return;
  modules = code->width + 2 * QUIET_ZONE;
  pixels = (int) (MIN (width, height) * scale) / modules;
  if (pixels < 1)
    return;
  module = (float) (pixels / scale);
  side = (float) modules * module;
  quiet = QUIET_ZONE * module;
  gtk_snapshot_save (snapshot);
  /* On whole pixels too. */
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT ((float) ((int) (((float) width - side) / 2 * scale) / scale),
                            (float) ((int) (((float) height - side) / 2 * scale) / scale)));
  draw_paper (snapshot, side);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (quiet, quiet));
  for (int y = 0; y < code->width; y++)
    draw_row (snapshot, code, y, module);
  gtk_snapshot_restore (snapshot);
}

static void
whin_qr_code_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = SIDE_MIN;
  *natural = SIDE;
}

static void
whin_qr_code_finalize (GObject *object)
{
  drop_code (WHIN_QR_CODE (object));
  G_OBJECT_CLASS (whin_qr_code_parent_class)->finalize (object);
}

static void
whin_qr_code_class_init (WhinQrCodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = whin_qr_code_finalize;
  widget_class->snapshot = whin_qr_code_snapshot;
  widget_class->measure = whin_qr_code_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
whin_qr_code_init (WhinQrCode *self)
{
}

void
whin_qr_code_set_text (WhinQrCode *self, const char *text)
{
  drop_code (self);
  if (text)
    self->code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
