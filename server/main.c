/* main: whinchatd's front door: one subcommand an argument.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops.h"
#include "tls.h"

#include <locale.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "whinchatd " WHINCHAT_VERSION ", the Whinchat server\n"
    "\n"
    "  whinchatd init                        write a settings file with fresh secrets\n"
    "  whinchatd serve                       run the server\n"
    "  whinchatd serve --dev                 try it out: this computer only, codes on the "
    "terminal\n"
    "\n"
    "  whinchatd invite create               make an invitation and print its link\n"
    "      --uses N  --days N  --phone NUMBER  --note TEXT\n"
    "  whinchatd invite list\n"
    "  whinchatd invite revoke NUMBER\n"
    "\n"
    "  whinchatd user list\n"
    "  whinchatd user show PHONE             that person's devices\n"
    "  whinchatd user suspend PHONE          nobody gets in, nothing is deleted\n"
    "  whinchatd user resume PHONE\n"
    "  whinchatd user revoke-device PHONE DEVICE\n"
    "  whinchatd user remove PHONE           deletes the account and what waits for it\n"
    "  whinchatd report list                 whom people have reported, and why\n"
    "  whinchatd report drop NUMBER\n"
    "\n"
    "  whinchatd media check                 try the store of media out, as a client uses it; one "
    "in\n"
    "                                        the data directory answers while the server runs\n"
    "\n"
    "  whinchatd backup FILE                 copy the database, also while the server runs\n"
    "  whinchatd restored                    after a copy was put back, before the server starts\n"
    "\n"
    "Ends with 0 done, 1 refused or failed, 2 wrong use or settings.\n"
    "\n"
    "Settings come from " OPS_CONFIG " (or --config FILE), then from the environment\n"
    "(WHINCHATD_LISTEN and so on), then from flags. These are all of them, with their defaults:\n"
    "\n";

static const struct {
  const char *name;
  int (*run) (int argc, char **argv);
} commands[] = {
  { "init", ops_init },     { "serve", ops_serve },       { "invite", ops_invite },
  { "user", ops_user },     { "report", ops_report },     { "media", ops_media },
  { "backup", ops_backup }, { "restored", ops_restored },
};

static int
help (void)
{
  g_autofree char *settings = config_help ();

  printf ("%s%s", usage, settings);
  return 0;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  tls_require_modern ();
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN); /* a file limit is a full disk, not a reason to die */
  if (sodium_init () < 0)
    return ops_fail ("no randomness on this system");
  if (argc < 2 || strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0 ||
      strcmp (argv[1], "help") == 0)
    return argc < 2 ? help () + 2 : help ();
  if (strcmp (argv[1], "--version") == 0) {
    puts ("whinchatd " WHINCHAT_VERSION);
    return 0;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argc - 2, argv + 2);
  ops_fail ("I do not understand “%s”. See “whinchatd --help”.", argv[1]);
  return 2;
}
