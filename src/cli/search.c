/* search: looking for messages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#define LIMIT_DEFAULT 50
#define LIMIT_MOST 500

typedef struct {
  char *chat, *by, *kind, *from, *until, *place;
  gboolean oldest;
  int limit;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->chat);
  g_free (options->by);
  g_free (options->kind);
  g_free (options->from);
  g_free (options->until);
  g_free (options->place);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
read_kind (const char *text, FindKind *kind)
{
  static const char *const kinds[] = {
    [FIND_ANY] = "any",     [FIND_WRITTEN] = "text", [FIND_PHOTOS] = "photos",
    [FIND_FILES] = "files", [FIND_LINKS] = "links",  [FIND_VOICE] = "voice",
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (text ? text : "any", kinds[i]) == 0) {
      *kind = i;
      return TRUE;
    }
  return FALSE;
}

/* The beginning of a day here, "2026-11-26", or of the day after it. */
static gboolean
read_day (const char *text, gboolean after, gint64 *time)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *midnight = NULL;
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) moment = NULL;

  if (text == NULL)
    return TRUE;
  midnight = g_strconcat (text, "T00:00:00", NULL);
  start = g_date_time_new_from_iso8601 (midnight, zone);
  if (start == NULL)
    return FALSE;
  moment = g_date_time_add_days (start, after ? 1 : 0);
  *time = g_date_time_to_unix (moment) * 1000;
  return TRUE;
}

static gboolean
read_place (const char *text, gint64 *place)
{
  return text == NULL || g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, place, NULL);
}

static gboolean
read_people (Cli *cli, const Options *options, Find *find, GError **error)
{
  Conv by = { 0 };

  if (options->chat != NULL && !cli_conv (cli, options->chat, &find->conv, error))
    return FALSE;
  if (options->by != NULL && !cli_conv (cli, options->by, &by, error))
    return FALSE;
  find->author = by.id;
  return TRUE;
}

static ExitCode
look (Cli *cli, const Find *find)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (FoundPage) page = NULL;

  core_search_async (cli->core, find, wait.cancellable, cli_done_cb, &wait);
  if (cli_wait_for (cli, &wait, &error))
    page = core_search_finish (cli->core, wait.result, &error);
  if (page == NULL)
    return cli_fail (error);
  for (guint i = 0; i < page->rows->len; i++)
    print_message (page->rows->pdata[i]);
  if (page->next != 0) {
    g_autofree char *place = g_strdup_printf ("%" G_GINT64_FORMAT, page->next);

    print_value ("more", "place", place);
  }
  return EXIT_OK;
}

static ExitCode
search_run (Cli *cli, int argc, char **argv)
{
  g_auto (Options) options = { .limit = LIMIT_DEFAULT };
  const GOptionEntry entries[] = {
    { "chat", 0, 0, G_OPTION_ARG_STRING, &options.chat, NULL, NULL },
    { "by", 0, 0, G_OPTION_ARG_STRING, &options.by, NULL, NULL },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, NULL, NULL },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, NULL, NULL },
    { "until", 0, 0, G_OPTION_ARG_STRING, &options.until, NULL, NULL },
    { "place", 0, 0, G_OPTION_ARG_STRING, &options.place, NULL, NULL },
    { "oldest-first", 0, 0, G_OPTION_ARG_NONE, &options.oldest, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, NULL, NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  Find find = { 0 };

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  words = g_strjoinv (" ", argv + 1);
  if (argc < 2 && options.kind == NULL && options.by == NULL && options.chat == NULL)
    return cli_usage ("search needs words, or one of --chat, --by and --kind");
  if (options.limit < 1 || options.limit > LIMIT_MOST)
    return cli_usage ("a limit is from 1 to 500");
  if (!read_kind (options.kind, &find.kind))
    return cli_usage ("a kind is text, photos, files, links, voice or any");
  if (!read_day (options.from, FALSE, &find.from) || !read_day (options.until, TRUE, &find.until))
    return cli_usage ("a day is written like 2026-11-26");
  if (!read_place (options.place, &find.place))
    return cli_usage ("a place is what the page before ended with");
  if (!read_people (cli, &options, &find, &error))
    return cli_fail (error);
  find.words = words;
  find.oldest_first = options.oldest;
  find.limit = (guint) options.limit;
  return look (cli, &find);
}

const CliCommand cli_search_commands[] = {
  { "search",
    "[--chat CONV] [--by CONV] [--kind text|photos|files|links|voice] [--from DAY] [--until DAY] "
    "[--limit N] [--place N] [--oldest-first] [WORDS]",
    "find messages", FALSE, 30, search_run },
  { NULL },
};
