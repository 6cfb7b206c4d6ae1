/* invite: the invitation link that carries a server and a token.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Splits "https://HOST[:PORT]/i/TOKEN"; caller frees both. FALSE, and nothing set, when TYPED is no
 * such link. */
gboolean whin_invite_split (const char *typed, char **server, char **token);
