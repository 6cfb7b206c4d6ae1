/* own code: the link by which others write to one, as a code and a text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"
#include "whin-code-page.h"

G_BEGIN_DECLS

/* To be pushed to a navigation view. (transfer floating) */
WhinCodePage *whin_own_code_page_new (WhinClient *client);
/* The same in a dialog of its own. */
void whin_own_code_present (WhinClient *client, GtkWidget *parent);

G_END_DECLS
