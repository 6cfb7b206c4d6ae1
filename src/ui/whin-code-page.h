/* code page: a link, as a code for others to scan and as a text to copy.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_CODE_PAGE (whin_code_page_get_type ())
G_DECLARE_FINAL_TYPE (WhinCodePage, whin_code_page, WHIN, CODE_PAGE, AdwNavigationPage)

WhinCodePage *whin_code_page_new (const char *title);
/* NULL shows none. */
void whin_code_page_set_link (WhinCodePage *self, const char *link);
/* Above the code. */
void whin_code_page_set_words (WhinCodePage *self, const char *heading, const char *text);
/* What is the matter with it; NULL for nothing. */
void whin_code_page_set_note (WhinCodePage *self, const char *note);

G_END_DECLS
