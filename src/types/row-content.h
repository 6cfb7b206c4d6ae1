/* row-content: from a content of a further kind to what a row shows, and the words that are looked
 * for; stickers. Pure and thread safe. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content.h"
#include "rows.h"

/* FALSE for a content that is no message of a further kind, or not a right one. */
gboolean row_content_kind (const Content *content, MessageKind *kind);
/* What the row's text is; and all that is to be found. Caller frees. */
char *row_content_text (const Content *content);
char *row_content_words (const Content *content);
/* Fills in the poll, the place, the card, or the preview of the row's text, unless that does not
 * (any more) lead to the page. */
void row_content_fill (const Content *content, MessageRow *row);
/* From what a sticker says of itself, and back; NULL for NULL. Caller frees. */
LinkPreview *row_content_preview (const ContentPreview *content);
/* NULL for NULL. */
ContentPreview *row_content_of_preview (const LinkPreview *preview);
void row_content_preview_free (ContentPreview *preview);
/* The text with it, as a message of its own would be; NULL: that is too large. */
GBytes *row_content_raw_of_preview (const char *text, const LinkPreview *preview);
Sticker *row_content_sticker (const ContentSticker *content);
ContentSticker *row_content_of_sticker (const Sticker *sticker);
/* Whether a content is one, and keeps to the limits of one. */
gboolean row_content_is_sticker (const ContentMedia *media);
/* What is kept of it, a text; and back. NULL for NULL, and for what is none. */
char *sticker_to_text (const Sticker *sticker);
Sticker *sticker_from_text (const char *text);
/* What it says, if that can be: a content that says something else stands by itself. NULL for what
 * stands by itself. Caller frees. */
Album row_content_album (const ContentAlbum *content);
ContentAlbum *row_content_of_album (const Album *album);
/* spot must be on the earth. */
void row_content_locate (Content *content, const Spot *spot);
