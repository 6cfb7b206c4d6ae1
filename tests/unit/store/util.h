/* util: a store in a folder of its own, and rows to put into it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

typedef struct {
  char *dir;
  Store *store;
  Id self;
} Fixture;

extern const guint8 fixture_key[STORE_KEY_BYTES];

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
void fixture_reopen (Fixture *fixture);
char *fixture_path (Fixture *fixture, const char *name);

/* Runs statement inside a transaction that must commit. */
#define in_transaction(fixture, statement)                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GError) error_ = NULL;                                                              \
    store_begin ((fixture)->store);                                                                \
    statement;                                                                                     \
    store_commit ((fixture)->store, &error_);                                                      \
    g_assert_no_error (error_);                                                                    \
  }                                                                                                \
  G_STMT_END

/* A text message; author NULL: one's own. */
MessageRow *new_text (Fixture *fixture, const Conv *conv, const Id *author, const char *text);
/* Stores it. cseq 0: not placed. Returns its id. */
Id add_text (Fixture *fixture, const Conv *conv, const Id *author, const char *text, gint64 cseq);
/* The texts of a page, joined by spaces. */
char *page_text (Fixture *fixture, const Conv *conv);
Conv new_conv (void);
