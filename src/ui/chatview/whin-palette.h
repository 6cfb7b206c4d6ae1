/* Palette: the colours a conversation is drawn with, read from CSS once per style and shared by all
 * rows. Each colour is the `color` of a tiny child, so accents, dark and high contrast come from
 * chatview.css. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  WHIN_INK_TEXT,
  WHIN_INK_DIM,
  WHIN_INK_LINK,
  WHIN_INK_ACCENT,
  WHIN_INK_ERROR,
  WHIN_INK_FILL_OWN,
  WHIN_INK_FILL_OTHER,
  WHIN_INK_EDGE_OWN,
  WHIN_INK_EDGE_OTHER,
  WHIN_INK_QUOTE_OWN,
  WHIN_INK_QUOTE_OTHER,
  WHIN_INK_CHIP,
  WHIN_INK_CHIP_TEXT,
  WHIN_INK_SELECTION,
  WHIN_INK_MARK,     /* behind words that were looked for */
  WHIN_INK_PILL,     /* reaction */
  WHIN_INK_PILL_OWN, /* reaction of mine */
  WHIN_INK_PLACEHOLDER,
  WHIN_INK_NAME_0,
  WHIN_INK_NAME_7 = WHIN_INK_NAME_0 + 7,
  WHIN_N_INKS,
} WhinInk;

#define WHIN_TYPE_PALETTE (whin_palette_get_type ())
G_DECLARE_FINAL_TYPE (WhinPalette, whin_palette, WHIN, PALETTE, GtkWidget)

/* Signal: changed (), when any colour may have. */

/* A widget to be parented by whoever draws with it; takes no space. */
WhinPalette *whin_palette_new (void);

const GdkRGBA *whin_palette_get (WhinPalette *self, WhinInk ink);

/* Grows with each change of colours, for those who bake them into attributes. */
guint whin_palette_get_serial (WhinPalette *self);

G_END_DECLS
