/* ops-report: what people have told of others.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops.h"

#include <stdio.h>
#include <string.h>

static int
list (Store *store)
{
  StoreReportList args = { 0 };
  g_autoptr (GError) error = NULL;

  if (!store_report_list_now (store, &args, &error))
    return ops_fail ("%s", error->message);
  for (guint i = 0; i < args.reports->len; i++) {
    const StoreReported *report = args.reports->pdata[i];
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (report->ts / 1000);
    g_autofree char *when = g_date_time_format (time, "%Y-%m-%d %H:%M");
    g_autofree char *reason = g_strescape (report->reason, NULL);

    printf ("%4d  %s  %s  by %s  %s\n", (int) report->number, when, report->reported,
            report->reporter, reason);
  }
  store_report_list_clear (&args);
  return 0;
}

static int
drop (Store *store, const char *number)
{
  StoreReportDrop args = { 0 };
  g_autoptr (GError) error = NULL;

  if (number == NULL || !g_ascii_string_to_signed (number, 10, 1, G_MAXINT64, &args.number, NULL))
    return ops_usage ("Which report? “whinchatd report list” shows the numbers.");
  return store_report_drop_now (store, &args, &error) ? 0 : ops_fail ("%s", error->message);
}

int
ops_report (int argc, char **argv)
{
  g_autoptr (Config) config = ops_load_config (&argc, argv);
  Store *store;
  int status;

  if (config == NULL)
    return 2;
  store = ops_open_store (config);
  if (store == NULL)
    return 1;
  if (argc == 1 && strcmp (argv[0], "list") == 0)
    status = list (store);
  else if (argc == 2 && strcmp (argv[0], "drop") == 0)
    status = drop (store, argv[1]);
  else
    status = ops_usage ("report list, or report drop and a number?");
  store_close (store);
  return status;
}
