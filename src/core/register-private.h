/* register, private: what its files share. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "linkcode.h"
#include "register.h"

struct _RegisterRequest {
  char *url;
  char *phone;
  char *code;
  char *invite;
  char *pin;
  char *link;
  char *device;
  char *tok;
  LinkCode link_code;
  gboolean created;
};

/* FALSE and an error when there is an account here. Else request has its token. */
gboolean register_may (Core *core, RegisterRequest *request, GError **error);
