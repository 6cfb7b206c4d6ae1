/* follow page: a link is pasted, and leads to a person, or to a group that is asked to let one in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_FOLLOW_PAGE (whin_follow_page_get_type ())
G_DECLARE_FINAL_TYPE (WhinFollowPage, whin_follow_page, WHIN, FOLLOW_PAGE, AdwNavigationPage)

/* Signals:
 *   joined (const Conv *conv)      one is a member already
 *   found (const ContactRow *row)  somebody to write to
 *   done ()                        it was asked, and somebody there decides */

/* To be pushed to a navigation view. */
WhinFollowPage *whin_follow_page_new (WhinClient *client);
/* Puts a link there, and looks where it leads. */
void whin_follow_page_look (WhinFollowPage *self, const char *link);

G_END_DECLS
