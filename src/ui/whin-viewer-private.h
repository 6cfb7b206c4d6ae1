/* viewer, inside. whin-viewer.c: what is shown. -act.c: what a person does about it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-film.h"
#include "whin-reel.h"
#include "whin-viewer.h"
#include "whin-zoom.h"

#include <adwaita.h>

struct _WhinViewer {
  GtkWidget parent_instance;

  WhinZoom *zoom;
  AdwWindowTitle *title;
  GtkLabel *caption;
  GtkButton *fetch_button;
  GtkWidget *zoom_box, *controls_box;
  GtkMediaControls *controls;

  WhinClient *client;
  WhinReel *reel;
  WhinMessage *message;
  WhinFilm *film; /* NULL: a picture, or it cannot be played yet */
  GCancellable *cancellable;
  GtkWidget *before; /* weak: had the focus */
  gboolean sharp;    /* it is shown as well as it can be for its size */
};

enum {
  WHIN_VIEWER_GO,
  WHIN_VIEWER_FORWARD,
  WHIN_VIEWER_DELETE,
  WHIN_VIEWER_N_SIGNALS
};
extern guint whin_viewer_signals[WHIN_VIEWER_N_SIGNALS];

/* whin-viewer.c */
void whin_viewer_step (WhinViewer *self, int by);

/* whin-viewer-act.c */
void whin_viewer_act_class_init (GtkWidgetClass *widget_class);
void whin_viewer_act_update (WhinViewer *self);
