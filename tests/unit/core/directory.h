/* directory: what a server tells of accounts - their devices, their lists, their keys - and what it
 * says to those who bring theirs. For a SoupServer of a test.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "friend.h"

#include <libsoup/soup.h>

typedef struct {
  SoupServer *server;
  GPtrArray *friends; /* of Friend, borrowed */
  Device *ghost;      /* borrowed: a device of the server's own making, in its account */
  guint lists;        /* device lists asked for */
  guint keys;         /* devices whose keys were handed out */
  guint ghost_keys;   /* how many times the ghost's */
  GString *heard;     /* all that was brought: request bodies, one after another */
} Directory;

/* Listens; other handlers may be added. */
Directory *directory_new (void);
void directory_free (Directory *directory);
/* Where it is; caller frees. */
char *directory_url (const Directory *directory);
void directory_add (Directory *directory, Friend *friend);
