/* cli: what the commands of whinchat-cli share. One thread, the default main context, no GTK.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core.h"
#include "keyring.h"

/* What the process ends with. */
typedef enum {
  EXIT_OK = 0,
  EXIT_REFUSED = 1, /* the server or the engine said no; the words are on standard error */
  EXIT_USAGE = 2,
  EXIT_NO_ACCOUNT = 3, /* register first */
  EXIT_TIMEOUT = 4,
  EXIT_OFFLINE = 5, /* no network, or no server */
  EXIT_LOCKED = 6,  /* what unlocks the data is missing or wrong */
  EXIT_COPIED = 7,  /* the data are a copy, and have been used elsewhere since: register again */
} ExitCode;

typedef struct _Cli Cli;

/* Sees every batch while a command waits. */
typedef void (*CliBatchFunc) (Cli *cli, const Batch *batch, gpointer data);

struct _Cli {
  Core *core;
  char *dir;
  gint64 deadline;     /* g_get_monotonic_time (), or G_MAXINT64 */
  AccountRow *account; /* the newest */
  LinkRow *link;
  BackupRow *backup;
  gboolean copied; /* the server has found that out while the command ran */
  CliBatchFunc on_batch;
  gpointer batch_data;
};

typedef struct {
  const char *name;
  const char *usage; /* what follows the name */
  const char *help;
  gboolean no_account; /* works without one */
  int timeout;         /* seconds, unless --timeout says otherwise; 0 is none */
  ExitCode (*run) (Cli *cli, int argc, char **argv);
} CliCommand;

extern const CliCommand cli_account_commands[];
extern const CliCommand cli_pair_commands[];
extern const CliCommand cli_read_commands[];
extern const CliCommand cli_save_commands[];
extern const CliCommand cli_search_commands[];
extern const CliCommand cli_send_commands[];
extern const CliCommand cli_follow_commands[];
extern const CliCommand cli_chat_commands[];
extern const CliCommand cli_contact_commands[];
extern const CliCommand cli_trust_commands[];
extern const CliCommand cli_group_commands[];
extern const CliCommand cli_broadcast_commands[];
extern const CliCommand cli_backup_commands[];
extern const CliCommand cli_timer_commands[];
extern const CliCommand cli_message_commands[];
extern const CliCommand cli_kinds_commands[];
extern const CliCommand cli_sticker_commands[];

/* unlock.c: opens or makes the key of the data in dir, with what the options or the desktop give.
 */
extern const GOptionEntry cli_unlock_entries[];
Keyring *cli_unlock (const char *dir, GError **error);

/* Says it on standard error; gives what the process should end with. */
ExitCode cli_fail (const GError *error);
ExitCode cli_refuse (const char *words);
ExitCode cli_usage (const char *words);
/* What ended a wait: time is over, or what cli_copied says. */
ExitCode cli_late (const Cli *cli);
/* The store here is a copy, and another one has been used since. */
ExitCode cli_copied (void);

/* Parses a command's own options. FALSE: it has been said what is wrong. */
gboolean cli_options (int *argc, char ***argv, const GOptionEntry *entries);

/* For _async calls: waits for the answer. NULL and error (G_IO_ERROR_TIMED_OUT) when time runs out.
 */
typedef struct {
  GAsyncResult *result;
  GCancellable *cancellable;
} CliWait;
void cli_done_cb (GObject *source, GAsyncResult *result, gpointer wait);
gboolean cli_wait_for (Cli *cli, CliWait *wait, GError **error);
void cli_wait_clear (CliWait *wait);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliWait, cli_wait_clear)

/* account.c: what coming back needs of registering. Of standard input one line, without its end;
 * NULL when there is none. Caller frees. */
CoreServer *cli_check_server (Cli *cli, const char *typed, GError **error);
gboolean cli_request_code (Cli *cli, const char *url, const char *phone, GError **error);
char *cli_read_line (void);

/* Waits until others can write to this account, and prints it. */
ExitCode cli_await_account (Cli *cli);

/* Runs the context until *done or the deadline; FALSE for the latter. */
gboolean cli_run_until (Cli *cli, const gboolean *done);

/* Changes of groups are made online; what was sent here before they were must be there too. FALSE
 * when time runs out. */
gboolean cli_await_live (Cli *cli);

/* "+44...", a number as typed at home, "u:ID", "g:ID", "b:ID", or "me". Asks the server about
 * numbers. */
gboolean cli_conv (Cli *cli, const char *text, Conv *conv, GError **error);
/* The same of several people, up to NULL: appends their ids. */
gboolean cli_people (Cli *cli, char **names, GArray *people, GError **error);

/* message.c. Until the server has all that this device has to say. */
ExitCode cli_await_sent (Cli *cli);
/* NULL without an error: there is no such message. */
MessageRow *cli_find_message (Cli *cli, const Conv *conv, const Id *id, GError **error);
