/* harden: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "harden.h"

#include <glib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void
harden_process (void)
{
  const struct rlimit none = { 0, 0 };

  if (prctl (PR_SET_DUMPABLE, 0) != 0 || setrlimit (RLIMIT_CORE, &none) != 0)
    g_warning ("The memory of this process cannot be protected.");
}
