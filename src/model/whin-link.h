/* link: what is shown and typed when a device is linked - codes, words, pictures. Pure.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define WHIN_LINK_WORDS 12

/* Begins as the code of another device does, whether or not it is whole. */
gboolean whin_link_begins_code (const char *typed);
gboolean whin_link_is_code (const char *typed);
/* The words of a code; NULL when it is none. */
GStrv whin_link_words (const char *code);
/* The words that begin with what was typed so far: at most max of them, borrowed. */
guint whin_link_complete (const char *typed, const char **words, guint max);
/* One of PairingRow.pictures, and its name, translated. */
const char *whin_link_picture (guint8 number, const char **name);
/* Gives up its memory without leaving the words in it. NULL is fine. */
void whin_link_wipe (char *secret);
