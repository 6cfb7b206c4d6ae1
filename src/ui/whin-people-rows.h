/* people rows: accounts in boxed lists, with their pictures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A row with the name and picture of the account. (transfer floating) */
AdwActionRow *whin_person_row_new (WhinClient *client, const Id *acc, const char *subtitle);

G_END_DECLS
