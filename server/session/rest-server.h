/* rest-server: the REST side of the server: who is asking, which call it is, and its answer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server.h"

/* For HttpConfig.authenticate, with the Server. */
void rest_authenticate (HttpRequest *request, const char *token, gpointer server);
void rest_add_routes (Server *server);
