/* join page: a link of a group is pasted, looked at, and asked by.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_JOIN_PAGE (whin_join_page_get_type ())
G_DECLARE_FINAL_TYPE (WhinJoinPage, whin_join_page, WHIN, JOIN_PAGE, AdwNavigationPage)

/* Signals:
 *   joined (const Conv *conv)   one is a member already
 *   done ()                     it was asked, and somebody there decides */

/* To be pushed to a navigation view. */
WhinJoinPage *whin_join_page_new (WhinClient *client);
/* Puts a link there, and looks where it leads. */
void whin_join_page_look (WhinJoinPage *self, const char *link);

G_END_DECLS
