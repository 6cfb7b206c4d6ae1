/* send: waiting until the server has what was sent.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli.h"

/* At first all but conv and text is zero. */
typedef struct {
  Conv conv;
  const char *text; /* of the row that is going to be shown */
  gint64 since;     /* older rows are not ours */
  Id id;            /* ours, once it has come back as a row */
  MessageRow *row;
  gboolean done;
} Sending;

/* Before it is sent, and after. */
void sending_begin (Cli *cli, Sending *sending);
ExitCode sending_finish (Cli *cli, Sending *sending);
