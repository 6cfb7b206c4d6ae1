/* search rows: what was found, as rows of a list. Each is a box to be put into a row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-names.h"
#include "word-query.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Avatar, name, and a second line; query (or NULL) is marked in the name. */
GtkWidget *whin_search_row_name (const WhinNamed *named, const WordQuery *query);
/* A message, from where the words in it begin. */
GtkWidget *
whin_search_row_message (WhinClient *client, const MessageRow *row, const WordQuery *query);
/* The first link of a message, or its file; with a button that opens it. */
GtkWidget *whin_search_row_link (WhinClient *client, const MessageRow *row, const WordQuery *query);
GtkWidget *whin_search_row_file (WhinClient *client, const MessageRow *row, const WordQuery *query);

/* The same in words, for assistive tools. Callers free. */
char *whin_search_describe (WhinClient *client, const MessageRow *row);

G_END_DECLS
