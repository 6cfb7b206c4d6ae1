/* film: a video as something that is drawn and has media controls; it may be on its way still.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_FILM (whin_film_get_type ())
G_DECLARE_FINAL_TYPE (WhinFilm, whin_film, WHIN, FILM, GtkMediaStream)

/* Whether there is one that can be looked at, or the beginning of it. */
gboolean whin_film_is_in (const MessageRow *row);
GtkMediaStream *whin_film_new (const MessageRow *row);
/* Is drawn until there is a frame; may be NULL. */
void whin_film_set_poster (WhinFilm *self, GdkPaintable *poster);
/* What is known of the message now: more of the film may be here, or no more will come. */
void whin_film_follow (WhinFilm *self, const MessageRow *row);

G_END_DECLS
