/* sqlite-report: what people have told of others, for whoever runs the server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
#define REPORTS_A_DAY 20
#define KEPT_MAX 10000

void
store_report_free (gpointer data)
{
  StoreReported *report = data;

  g_free (report->reporter);
  g_free (report->reported);
  g_free (report->reason);
  g_free (report);
}

void
store_report_list_clear (StoreReportList *args)
{
  g_clear_pointer (&args->reports, g_ptr_array_unref);
}

gboolean
sqlite_report (gpointer data, gpointer args, GError **error)
{
  StoreReport *report = args;
  gint64 exists, today;

  report->problem = (StoreProblem) { 0 };
  if (!sqlite_value (data, error, &exists, 0, "SELECT 1 FROM account WHERE acc = ?", "d",
                     &report->acc) ||
      !sqlite_value (data, error, &today, 0,
                     "SELECT count (*) FROM report WHERE reporter = ? AND ts > ?", "di",
                     &report->reporter, report->now - DAY_MS))
    return FALSE;
  if (!exists)
    report->problem.code = WHIN_ERROR_NOT_FOUND;
  else if (today >= REPORTS_A_DAY)
    report->problem = (StoreProblem) { .code = WHIN_ERROR_RATE, .retry_ms = DAY_MS };
  if (report->problem.code != 0)
    return TRUE;
  return sqlite_do (data, error,
                    "INSERT INTO report (reporter, reported, reason, ts) VALUES (?, ?, ?, ?)",
                    "ddti", &report->reporter, &report->acc, report->reason, report->now) &&
         sqlite_do (data, error,
                    "DELETE FROM report WHERE number <= (SELECT max (number) FROM report) - ?", "i",
                    (gint64) KEPT_MAX);
}

gboolean
sqlite_report_list (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreReportList *list = args;
  GError *local = NULL;
  sqlite3_stmt *row = sqlite_sql (
      db,
      "SELECT r.number, coalesce (a.phone, 'gone'), coalesce (b.phone, 'gone'), r.reason,"
      " r.ts FROM report r LEFT JOIN account a ON a.acc = r.reporter"
      " LEFT JOIN account b ON b.acc = r.reported ORDER BY r.number",
      "");

  list->reports = g_ptr_array_new_with_free_func (store_report_free);
  while (sqlite_row (db, row, &local)) {
    StoreReported *report = g_new0 (StoreReported, 1);

    report->number = sqlite3_column_int64 (row, 0);
    report->reporter = sqlite_column_dup (row, 1);
    report->reported = sqlite_column_dup (row, 2);
    report->reason = sqlite_column_dup (row, 3);
    report->ts = sqlite3_column_int64 (row, 4);
    g_ptr_array_add (list->reports, report);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_report_drop (gpointer data, gpointer args, GError **error)
{
  const StoreReportDrop *drop = args;

  return sqlite_do (data, error, "DELETE FROM report WHERE number = ?", "i", drop->number);
}
