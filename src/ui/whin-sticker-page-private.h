/* sticker page, inside. whin-sticker-page.c: what is shown. -cells.c: the grid. -act.c: what is
 * done to stickers and packs. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-sticker-page.h"
#include "whin-sticker.h"

#include <adwaita.h>

struct _WhinStickerPage {
  GtkWidget parent_instance;

  GtkSearchEntry *search;
  GtkStack *stack;
  GtkGridView *grid;
  AdwStatusPage *status;
  GtkButton *status_button;
  GtkBox *tabs;

  WhinClient *client;
  GtkWidget *owner;   /* weak */
  GPtrArray *packs;   /* of StickerPackRow; NULL before they are here */
  GListStore *shown;  /* of WhinSticker */
  GtkWidget *popover; /* of a sticker, or NULL */
  GCancellable *cancellable;
  gboolean entered; /* the first sticker takes the focus once it is here */
};

/* Asks again. */
void whin_sticker_page_load (WhinStickerPage *self);
/* NULL when no pack is shown: the recent ones are, or what was found. Borrowed. */
const StickerPackRow *whin_sticker_page_pack (WhinStickerPage *self);

/* whin-sticker-page-cells.c */
void whin_sticker_page_cells_init (WhinStickerPage *self);

/* whin-sticker-page-act.c */
void whin_sticker_page_act_class_init (GtkWidgetClass *widget_class);
void whin_sticker_page_update_actions (WhinStickerPage *self);
/* Opens the menu of the sticker, at a place of a widget of the page. */
void whin_sticker_page_popup (WhinStickerPage *self,
                              WhinSticker *sticker,
                              GtkWidget *widget,
                              double x,
                              double y);
