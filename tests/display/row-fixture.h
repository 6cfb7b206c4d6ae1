/* row-fixture: a message row in a window, and what is activated in it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "waiting.h"
#include "whin-message-row.h"

typedef struct {
  GtkWidget *window;
  WhinMessageRow *row;
  guint part;
  char *detail;
  guint activations;
} RowFixture;

void row_fixture_set_up (RowFixture *f, gconstpointer unused);
void row_fixture_tear_down (RowFixture *f, gconstpointer unused);
void row_fixture_settle (RowFixture *f);
int row_fixture_height (RowFixture *f, int width);

/* One's own, with a text. */
extern const WhinMessageView row_fixture_plain;

#define ROW_TEST(name, function)                                                                   \
  g_test_add ("/message-row/" name, RowFixture, NULL, row_fixture_set_up, function,                \
              row_fixture_tear_down)
