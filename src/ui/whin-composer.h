/* composer: where a message is written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_COMPOSER (whin_composer_get_type ())
G_DECLARE_FINAL_TYPE (WhinComposer, whin_composer, WHIN, COMPOSER, GtkWidget)

/* Signals:
 *   sent ()                        a text went to the engine
 *   attach-files (GListModel *)    of GFile: chosen or pasted
 *   attach-texture (GdkTexture *)  pasted
 *   edit-last ()                   Up in an empty composer
 *   pick-reply (int)               Ctrl+Up and Ctrl+Down: -1 for an older one than is answered now
 * Actions: composer.send, composer.attach, composer.emoji, composer.leave
 */

void whin_composer_set_client (WhinComposer *self, WhinClient *client, GSettings *settings);
/* Saves the draft of the chat before, shows that of CHAT (nullable). */
void whin_composer_set_chat (WhinComposer *self, WhinChat *chat);
gboolean whin_composer_is_empty (WhinComposer *self);
/* A key pressed elsewhere in the conversation. TRUE when it was text and went in. */
gboolean whin_composer_type (WhinComposer *self, GtkEventControllerKey *controller);

/* Answers ROW; keeps what is written. */
void whin_composer_reply (WhinComposer *self, const MessageRow *row);
/* Puts the text of ROW in, to be changed. What was there comes back afterwards. */
void whin_composer_edit (WhinComposer *self, const MessageRow *row);
/* Leaves the edit, or what is answered. FALSE when there was neither. */
gboolean whin_composer_leave (WhinComposer *self);
/* Begins a voice message, or sends the one that is being recorded. */
void whin_composer_record (WhinComposer *self);
/* Throws away what is being recorded. FALSE when there is nothing. */
gboolean whin_composer_stop_recording (WhinComposer *self);
/* What is answered, or NULL. Borrowed. */
const MessageRow *whin_composer_get_reply (WhinComposer *self);
/* ROW changed, or is here for the first time. */
void whin_composer_message_changed (WhinComposer *self, const MessageRow *row);
/* The message that a draft answers is to be looked for; FALSE when none is. */
gboolean whin_composer_get_wanted (WhinComposer *self, MessageName *name);

G_END_DECLS
