/* sqlite-code: what registration asks of codes and invitations, inside its own transaction. Each
 * sets problem->code when the answer is no, and returns FALSE only when the database failed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sqlite.h"

gboolean sqlite_check_code (Sqlite *db,
                            const StoreHash *who,
                            const StoreHash *given,
                            gint64 now,
                            StoreProblem *problem,
                            GError **error);
gboolean sqlite_use_code (Sqlite *db, const StoreHash *who, GError **error);

/* *bound: the invitation names this very number, which is as good as a code. */
gboolean sqlite_check_invite (Sqlite *db,
                              const StoreHash *token,
                              const char *phone,
                              gint64 now,
                              gboolean *bound,
                              StoreProblem *problem,
                              GError **error);
gboolean sqlite_use_invite (Sqlite *db, const StoreHash *token, GError **error);
