/* grouplink: the link by which somebody asks to come into a group. Its secret stands in the signed
 * state of the group; the server knows a token that is made of it, by its hash, and cannot open
 * what the link opens. Pure and thread safe. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "groupop.h"

/* A link of kind APP_LINK_JOIN (app-link.h). */
char *grouplink_to_text (const guint8 link[GROUP_LINK_BYTES], const char *server);
/* The outputs are untouched on failure. Caller frees server. */
gboolean grouplink_from_text (const char *text,
                              guint8 link[GROUP_LINK_BYTES],
                              char **server,
                              GError **error);

/* What the server is shown, base64url. */
char *grouplink_token (const guint8 link[GROUP_LINK_BYTES]);
/* The SHA-256 of it, which the server keeps, base64url. */
char *grouplink_token_hash (const guint8 link[GROUP_LINK_BYTES]);
/* That an account knows the link of a group. */
void grouplink_proof (const guint8 link[GROUP_LINK_BYTES],
                      const Id *group,
                      const Id *account,
                      guint8 proof[PRIM_HASH_BYTES]);
/* The name of the group, for who has the link; base64url. */
char *grouplink_seal_name (const guint8 link[GROUP_LINK_BYTES], const Id *group, const char *name);
/* NULL when it was not sealed for this link and group. */
char *
grouplink_open_name (const guint8 link[GROUP_LINK_BYTES], const Id *group, const char *sealed);
