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
 * Actions: composer.send, composer.attach, composer.emoji
 */

void whin_composer_set_client (WhinComposer *self, WhinClient *client, GSettings *settings);
/* Saves the draft of the chat before, shows that of CHAT (nullable). */
void whin_composer_set_chat (WhinComposer *self, WhinChat *chat);
/* A key pressed elsewhere in the conversation. TRUE when it was text and went in. */
gboolean whin_composer_type (WhinComposer *self, GtkEventControllerKey *controller);

G_END_DECLS
