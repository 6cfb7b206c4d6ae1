/* row-content: from a content of a further kind to what a row shows, and the words that are looked
 * for. Pure and thread safe. SPDX-License-Identifier: GPL-3.0-or-later */
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
/* spot must be on the earth. */
void row_content_locate (Content *content, const Spot *spot);
