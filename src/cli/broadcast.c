/* broadcast: broadcast lists - broadcast create, add, remove, rename, delete, list. `send` and its
 * like write to one as to any other conversation. SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#include <string.h>

typedef struct {
  const ListRow *list; /* NULL when it is to be made */
  const char *text;
  const GArray *people; /* of Id */
} Order;

#define people_of(order) ((const Id *) (gpointer) (order)->people->data)

static void
create (Cli *cli, const Order *order)
{
  Id id;

  core_make_broadcast (cli->core, order->text, people_of (order), order->people->len, &id);
}

static void
add (Cli *cli, const Order *order)
{
  core_put_in_broadcast (cli->core, &order->list->id, people_of (order), order->people->len, TRUE);
}

static void
remove_people (Cli *cli, const Order *order)
{
  core_put_in_broadcast (cli->core, &order->list->id, people_of (order), order->people->len, FALSE);
}

static void
set_name (Cli *cli, const Order *order)
{
  core_rename_broadcast (cli->core, &order->list->id, order->list->made, order->text);
}

static void
delete_list (Cli *cli, const Order *order)
{
  core_delete_broadcast (cli->core, &order->list->id);
}

static const struct {
  const char *name;
  void (*run) (Cli *cli, const Order *order);
  gboolean makes; /* there is no list yet */
  gboolean text;  /* a word follows */
  int people_min, people_max;
} verbs[] = {
  { "create", create, TRUE, TRUE, 1, LIMIT_BROADCAST_MAX },
  { "add", add, FALSE, FALSE, 1, LIMIT_BROADCAST_MAX },
  { "remove", remove_people, FALSE, FALSE, 1, LIMIT_BROADCAST_MAX },
  { "rename", set_name, FALSE, TRUE, 0, 0 },
  { "delete", delete_list, FALSE, FALSE, 0, 0 },
};

/* -- Running it. -- */

static GPtrArray *
query (Cli *cli, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_query_lists_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  return cli_wait_for (cli, &wait, error) ? core_query_finish (cli->core, wait.result, error)
                                          : NULL;
}

static const ListRow *
find (GPtrArray *rows, const Conv *conv)
{
  for (guint i = 0; i < rows->len; i++) {
    const ListRow *row = rows->pdata[i];

    if (row->broadcast && id_equal (&row->id, &conv->id))
      return row;
  }
  return NULL;
}

static ExitCode
list (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = query (cli, &error);

  if (rows == NULL)
    return cli_fail (error);
  for (guint i = 0; i < rows->len; i++)
    if (((const ListRow *) rows->pdata[i])->broadcast)
      print_list (rows->pdata[i]);
  return EXIT_OK;
}

static gboolean
has_room (const Order *order)
{
  return order->list == NULL || order->list->chats->len + order->people->len <= LIMIT_BROADCAST_MAX;
}

static ExitCode
parse (Cli *cli, guint verb, int argc, char **argv)
{
  int at = 2;
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (Id));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = query (cli, &error);
  Order order = { .people = people };
  Conv conv;

  if (rows == NULL)
    return cli_fail (error);
  if (!verbs[verb].makes &&
      (argc <= at || !conv_from_text (argv[at++], &conv) || conv.kind != CONV_BROADCAST ||
       (order.list = find (rows, &conv)) == NULL))
    return cli_usage ("name a list, b:ID as printed by broadcast list");
  if (verbs[verb].text && (argc <= at || argv[at][0] == '\0'))
    return cli_usage ("a name is missing");
  if (verbs[verb].text)
    order.text = argv[at++];
  if (argc - at < verbs[verb].people_min || argc - at > verbs[verb].people_max)
    return cli_usage ("too few or too many people");
  if (!cli_people (cli, argv + at, people, &error))
    return cli_fail (error);
  if (verbs[verb].run == add && !has_room (&order))
    return cli_refuse ("there are at most 256 people in a list");
  verbs[verb].run (cli, &order);
  return list (cli);
}

static ExitCode
broadcast_run (Cli *cli, int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], "list") == 0)
    return list (cli);
  for (guint verb = 0; argc > 1 && verb < G_N_ELEMENTS (verbs); verb++)
    if (strcmp (argv[1], verbs[verb].name) == 0)
      return parse (cli, verb, argc, argv);
  return cli_usage ("broadcast create, add, remove, rename, delete or list");
}

const CliCommand cli_broadcast_commands[] = {
  { "broadcast",
    "create NAME PERSON... | add|remove LIST PERSON... | rename LIST NAME | delete LIST | list",
    "make and change broadcast lists; LIST is b:ID, and `send` writes to it", FALSE, 60,
    broadcast_run },
  { NULL },
};
