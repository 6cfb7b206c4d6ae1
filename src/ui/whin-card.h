/* card: what stands in the bubble of a poll, a place, a contact or a voice message.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"
#include "whin-message-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Whether messages like this one have a card; then the view gets what the card does not show. What
 * it borrows is kept in *owned, which the caller frees once the view is set. */
gboolean whin_card_fill (const MessageRow *row, WhinMessageView *view, char **owned);
/* Puts the card into the row, or brings the one that is there up to date. After set_view. */
void whin_card_attach (WhinClient *client, WhinMessageRow *widget, const MessageRow *row);

/* Enter on the row: what its card is there for. */
void whin_card_activate (WhinMessageRow *widget);

/* The cards themselves; floating. Those that change are told their newest row. */
GtkWidget *whin_poll_card_new (WhinClient *client, const MessageRow *row);
void whin_poll_card_update (GtkWidget *card, const MessageRow *row);
GtkWidget *whin_voice_card_new (WhinClient *client, const MessageRow *row);
void whin_voice_card_update (GtkWidget *card, const MessageRow *row);
/* As if its button was pressed. */
void whin_voice_card_toggle (GtkWidget *card);
GtkWidget *whin_place_card_new (WhinClient *client, const MessageRow *row);
GtkWidget *whin_link_card_new (const MessageRow *row);
GtkWidget *whin_contact_card_new (WhinClient *client, const MessageRow *row);

/* "33.85678° S, 151.21530° E". Caller frees. */
char *whin_place_words (const Spot *spot);
/* What the maps of the desktop open. Caller frees. */
char *whin_place_uri (const Spot *spot);

G_END_DECLS
