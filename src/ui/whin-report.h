/* report: asks why somebody is reported to whoever runs the server, and does it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

void whin_report_present (WhinClient *client, const Id *acc, const char *name, GtkWidget *parent);

G_END_DECLS
