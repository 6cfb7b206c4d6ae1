/* ops: the subcommands of whinchatd. argv has no program and no subcommand name; each returns the
 * exit status. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "config.h"
#include "store.h"

int ops_init (int argc, char **argv);
int ops_serve (int argc, char **argv);
int ops_invite (int argc, char **argv);
int ops_user (int argc, char **argv);
int ops_report (int argc, char **argv);
int ops_media (int argc, char **argv);
int ops_backup (int argc, char **argv);
int ops_restored (int argc, char **argv);

#define OPS_CONFIG "/etc/whinchatd.conf"

/* Takes --config, the settings' flags and the environment; prints what is wrong. NULL: exit 2. */
Config *ops_load_config (int *argc, char **argv);
/* The database of a configuration, for the command line. Prints what is wrong. */
Store *ops_open_store (const Config *config);
char *ops_database_path (const Config *config);
/* Held by who serves, until closed; two servers would each know half of who is connected. -1: it is
 * held already, or cannot be. */
int ops_lock_data (const Config *config, GError **error);

/* Takes `--name value` or `--name=value` out of argv. NULL when it is not there. Caller frees. */
char *ops_take_option (int *argc, char **argv, const char *name);
gboolean ops_take_switch (int *argc, char **argv, const char *name);
/* Whether `--name` or `--name=value` is in argv, which it leaves as it is. */
gboolean ops_has_flag (int argc, char **argv, const char *flag);
/* Complains about what is left over, if more than expected. */
gboolean ops_no_more (int argc, char **argv, int expected);
/* 1: refused or failed. */
int ops_fail (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* 2: not understood. */
int ops_usage (const char *words);
