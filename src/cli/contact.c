/* contact: people by a link and by a file - contact link, add, import. What is added goes to one's
 * other devices while something of this account runs. SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#include "app-link.h"
#include "people-file.h"

#include <string.h>

static ExitCode
link_run (Cli *cli, int argc, char **argv)
{
  g_autofree char *link = NULL;

  if (argc != 2)
    return cli_usage ("contact link takes nothing else");
  link = app_link_for_person (cli->account->phone, cli->account->server);
  print_value ("contact-link", "link", link);
  return EXIT_OK;
}

/* -- Adding -- */

static GPtrArray *
all_people (Cli *cli, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_query_contacts_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  return cli_wait_for (cli, &wait, error) ? core_query_finish (cli->core, wait.result, error)
                                          : NULL;
}

static gboolean
has (const GPtrArray *rows, const Id *acc)
{
  for (guint i = 0; i < rows->len; i++)
    if (id_equal (&((const ContactRow *) rows->pdata[i])->acc, acc))
      return TRUE;
  return FALSE;
}

static gboolean
store_people (Cli *cli, GPtrArray *rows, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_add_people_async (cli->core, rows, wait.cancellable, cli_done_cb, &wait);
  return cli_wait_for (cli, &wait, error) && core_add_people_finish (cli->core, wait.result, error);
}

/* Prints them as they are then. */
static ExitCode
add_people (Cli *cli, GPtrArray *rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = NULL;

  if (store_people (cli, rows, &error))
    people = all_people (cli, &error);
  if (people == NULL)
    return cli_fail (error);
  for (guint i = 0; i < people->len; i++)
    if (has (rows, &((const ContactRow *) people->pdata[i])->acc))
      print_contact (people->pdata[i]);
  return EXIT_OK;
}

static ContactRow *
find (Cli *cli, const char *link, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_find_link_async (cli->core, link, wait.cancellable, cli_done_cb, &wait);
  return cli_wait_for (cli, &wait, error) ? core_find_finish (cli->core, wait.result, error) : NULL;
}

static ExitCode
add_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_row_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (ContactRow) found = NULL;
  ContactRow *row;

  if (argc < 3 || argc > 4)
    return cli_usage ("contact add needs a link, and a name if you want another one");
  found = find (cli, argv[2], &error);
  if (found == NULL)
    return cli_fail (error);
  row = contact_row_new ();
  row->acc = found->acc;
  row->phone = g_strdup (found->phone);
  row->name = g_strdup (argc > 3 ? argv[3] : found->name);
  g_ptr_array_add (rows, row);
  return add_people (cli, rows);
}

/* -- A file -- */

static CorePeople *
look (Cli *cli, const char *path, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_look_for_people_async (cli->core, path, wait.cancellable, cli_done_cb, &wait);
  return cli_wait_for (cli, &wait, error)
             ? core_look_for_people_finish (cli->core, wait.result, error)
             : NULL;
}

/* Who is a contact already keeps their name. */
static GPtrArray *
new_ones (const CorePeople *people)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_row_unref);

  for (guint i = 0; i < people->here->len; i++) {
    ContactRow *row = people->here->pdata[i];

    if (!row->contact)
      g_ptr_array_add (rows, contact_row_ref (row));
  }
  return rows;
}

static ExitCode
import_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  CorePeople *people;
  ExitCode code;

  if (argc != 3)
    return cli_usage ("contact import needs a file of vCards");
  people = look (cli, argv[2], &error);
  if (people == NULL)
    return cli_fail (error);
  rows = new_ones (people);
  code = add_people (cli, rows);
  if (code == EXIT_OK)
    print_people (people, rows->len);
  core_people_free (people);
  return code;
}

static ExitCode
contact_run (Cli *cli, int argc, char **argv)
{
  static const struct {
    const char *name;
    ExitCode (*run) (Cli *cli, int argc, char **argv);
  } verbs[] = { { "link", link_run }, { "add", add_run }, { "import", import_run } };

  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (argv[1], verbs[i].name) == 0)
      return verbs[i].run (cli, argc, argv);
  return cli_usage ("contact link, add or import");
}

const CliCommand cli_contact_commands[] = {
  { "contact", "link | add LINK [NAME] | import FILE",
    "your link for others; add somebody by theirs, or those in a file of vCards who are here",
    FALSE, 600, contact_run },
  { NULL },
};
