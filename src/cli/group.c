/* group: groups of people - group create, add, remove, leave, promote, demote, name, picture, list.
 * Each ends when the server has the change, and prints the group.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#include <string.h>

typedef struct {
  Conv conv;      /* the group */
  GArray *people; /* of Id */
  const char *text;
  CliWait *wait;
} Order;

/* -- What can be done. -- */

#define people_of(order) ((const Id *) (gpointer) (order)->people->data)

static void
create (Cli *cli, const Order *order)
{
  core_group_make_async (cli->core, order->text, people_of (order), order->people->len,
                         order->wait->cancellable, cli_done_cb, order->wait);
}

static void
add (Cli *cli, const Order *order)
{
  core_group_add_async (cli->core, &order->conv.id, people_of (order), order->people->len,
                        order->wait->cancellable, cli_done_cb, order->wait);
}

static void
remove_people (Cli *cli, const Order *order)
{
  core_group_remove_async (cli->core, &order->conv.id, people_of (order), order->people->len,
                           order->wait->cancellable, cli_done_cb, order->wait);
}

static void
leave (Cli *cli, const Order *order)
{
  core_group_leave_async (cli->core, &order->conv.id, order->wait->cancellable, cli_done_cb,
                          order->wait);
}

static void
set_admin (Cli *cli, const Order *order, gboolean admin)
{
  core_group_set_admin_async (cli->core, &order->conv.id, people_of (order), admin,
                              order->wait->cancellable, cli_done_cb, order->wait);
}

static void
promote (Cli *cli, const Order *order)
{
  set_admin (cli, order, TRUE);
}

static void
demote (Cli *cli, const Order *order)
{
  set_admin (cli, order, FALSE);
}

static void
set_name (Cli *cli, const Order *order)
{
  core_group_set_name_async (cli->core, &order->conv.id, order->text, order->wait->cancellable,
                             cli_done_cb, order->wait);
}

static void
set_picture (Cli *cli, const Order *order)
{
  g_autofree char *data = NULL;
  gsize len = 0;
  g_autoptr (GBytes) picture = NULL;

  if (order->text[0] != '\0')
    g_file_get_contents (order->text, &data, &len, NULL);
  picture = g_bytes_new_take (g_steal_pointer (&data), len);
  core_group_set_picture_async (cli->core, &order->conv.id, picture, order->wait->cancellable,
                                cli_done_cb, order->wait);
}

static void
set_about (Cli *cli, const Order *order)
{
  core_group_set_about_async (cli->core, &order->conv.id, order->text, order->wait->cancellable,
                              cli_done_cb, order->wait);
}

/* Words with commas between: what only admins may do. */
static void
set_rules (Cli *cli, const Order *order)
{
  static const char *const words[] = { "add", "edit", "write", "pin" };
  g_auto (GStrv) given = g_strsplit (order->text, ",", -1);
  guint rules = 0;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strv_contains ((const char *const *) given, words[i]))
      rules |= 1U << i;
  core_group_set_rules_async (cli->core, &order->conv.id, rules, order->wait->cancellable,
                              cli_done_cb, order->wait);
}

static void
set_link (Cli *cli, const Order *order)
{
  GroupDoor door = strcmp (order->text, "open") == 0  ? GROUP_DOOR_OPEN
                   : strcmp (order->text, "ask") == 0 ? GROUP_DOOR_ASK
                                                      : GROUP_DOOR_CLOSED;

  core_group_set_link_async (cli->core, &order->conv.id, door, FALSE, order->wait->cancellable,
                             cli_done_cb, order->wait);
}

static void
join (Cli *cli, const Order *order)
{
  core_join_async (cli->core, order->text, order->wait->cancellable, cli_done_cb, order->wait);
}

static void
withdraw (Cli *cli, const Order *order)
{
  core_withdraw_async (cli->core, &order->conv.id, order->wait->cancellable, cli_done_cb,
                       order->wait);
}

static const struct {
  const char *name;
  void (*run) (Cli *cli, const Order *order);
  gboolean makes; /* there is no group yet */
  gboolean text;  /* a word follows */
  int people_min, people_max;
  gboolean gives; /* newcomers are to get the group */
} verbs[] = {
  { "create", create, TRUE, TRUE, 0, G_MAXINT, TRUE },
  { "add", add, FALSE, FALSE, 1, G_MAXINT, TRUE },
  { "remove", remove_people, FALSE, FALSE, 1, G_MAXINT },
  { "leave", leave, FALSE, FALSE, 0, 0 },
  { "promote", promote, FALSE, FALSE, 1, 1 },
  { "demote", demote, FALSE, FALSE, 1, 1 },
  { "name", set_name, FALSE, TRUE, 0, 0 },
  { "picture", set_picture, FALSE, TRUE, 0, 0 },
  { "about", set_about, FALSE, TRUE, 0, 0 },
  { "rules", set_rules, FALSE, TRUE, 0, 0 },
  { "link", set_link, FALSE, TRUE, 0, 0 },
  { "join", join, TRUE, TRUE, 0, 0 },
  { "withdraw", withdraw, FALSE, FALSE, 0, 0 },
};

/* -- Running it. -- */

static GPtrArray *
query (Cli *cli, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_query_groups_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  return cli_wait_for (cli, &wait, error) ? core_query_finish (cli->core, wait.result, error)
                                          : NULL;
}

static ExitCode
list (Cli *cli, const Conv *only)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = query (cli, &error);

  if (rows == NULL)
    return cli_fail (error);
  for (guint i = 0; i < rows->len; i++) {
    const GroupRow *row = rows->pdata[i];

    if (only == NULL || id_equal (&only->id, &row->conv.id))
      print_group (row);
  }
  return EXIT_OK;
}

static ExitCode
run_verb (Cli *cli, guint verb, Order *order)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  ExitCode code;

  if (!cli_await_live (cli))
    return cli_late (cli);
  order->wait = &wait;
  verbs[verb].run (cli, order);
  if (!cli_wait_for (cli, &wait, &error) ||
      !core_group_finish (cli->core, wait.result, &order->conv, &error))
    return cli_fail (error);
  /* Newcomers have the group when this ends; a queue of before may wait for somebody longer. */
  if (verbs[verb].gives && (code = cli_await_sent (cli)) != EXIT_OK)
    return code;
  return list (cli, &order->conv);
}

static ExitCode
parse (Cli *cli, guint verb, int argc, char **argv)
{
  int at = 2;
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (Id));
  g_autoptr (GError) error = NULL;
  Order order = { .people = people };

  if (!verbs[verb].makes &&
      (argc <= at || !conv_from_text (argv[at++], &order.conv) || order.conv.kind != CONV_GROUP))
    return cli_usage ("name a group, g:ID as printed by group list");
  if (verbs[verb].text && argc <= at)
    return cli_usage ("something is missing; see --help");
  if (verbs[verb].text)
    order.text = argv[at++];
  if (argc - at < verbs[verb].people_min || argc - at > verbs[verb].people_max)
    return cli_usage ("too few or too many people");
  if (!cli_people (cli, argv + at, people, &error))
    return cli_fail (error);
  return run_verb (cli, verb, &order);
}

static ExitCode
group_run (Cli *cli, int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], "list") == 0)
    return list (cli, NULL);
  for (guint verb = 0; argc > 1 && verb < G_N_ELEMENTS (verbs); verb++)
    if (strcmp (argv[1], verbs[verb].name) == 0)
      return parse (cli, verb, argc, argv);
  return cli_usage ("group create, add, remove, leave, promote, demote, name, about, picture, "
                    "rules, link, join, withdraw or list");
}

const CliCommand cli_group_commands[] = {
  { "group",
    "create NAME PERSON... | add|remove GROUP PERSON... | promote|demote GROUP PERSON |"
    " name GROUP NAME | about GROUP TEXT | rules GROUP add,edit,write,pin | link GROUP "
    "ask|open|off | join LINK | withdraw GROUP |"
    " picture GROUP PATH | leave GROUP | list",
    "make and change groups; GROUP is g:ID", FALSE, 60, group_run },
  { NULL },
};
