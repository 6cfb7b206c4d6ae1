/* error: the tables of error and close codes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"

typedef struct {
  gint64 retry_ms;
  gint64 left;
} WhinErrorPrivate;

static void
whin_error_private_init (WhinErrorPrivate *hints)
{
  hints->retry_ms = hints->left = -1;
}

static void
whin_error_private_copy (const WhinErrorPrivate *from, WhinErrorPrivate *to)
{
  *to = *from;
}

static void
whin_error_private_clear (WhinErrorPrivate *hints)
{
}

G_DEFINE_EXTENDED_ERROR (WhinError, whin_error)

static const struct {
  const char *wire;
  guint status;
  const char *meaning;
} errors[] = {
#define ERROR_ROW_(NAME, wire, status, meaning) { wire, status, meaning },
  ERRORS (ERROR_ROW_)
#undef ERROR_ROW_
};

static const struct {
  guint code;
  gboolean transient;
  const char *meaning;
} closes[] = {
#define CLOSE_ROW_(NAME, code, transient, meaning) { code, transient, meaning },
  CLOSES (CLOSE_ROW_)
#undef CLOSE_ROW_
};

void
error_set_hints (GError *error, gint64 retry_ms, gint64 left)
{
  WhinErrorPrivate *hints = whin_error_get_private (error);

  g_return_if_fail (hints != NULL);
  hints->retry_ms = retry_ms;
  hints->left = left;
}

gint64
error_retry_ms (const GError *error)
{
  return error->domain == WHIN_ERROR ? whin_error_get_private (error)->retry_ms : -1;
}

gint64
error_left (const GError *error)
{
  return error->domain == WHIN_ERROR ? whin_error_get_private (error)->left : -1;
}

static guint
row_of (WhinError code)
{
  return code < G_N_ELEMENTS (errors) ? code : WHIN_ERROR_INTERNAL;
}

const char *
error_to_wire (WhinError code)
{
  return errors[row_of (code)].wire;
}

WhinError
error_from_wire (const char *wire)
{
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (g_strcmp0 (errors[i].wire, wire) == 0)
      return i;
  return WHIN_ERROR_INTERNAL;
}

guint
error_http_status (WhinError code)
{
  return errors[row_of (code)].status;
}

const char *
error_meaning (WhinError code)
{
  return errors[row_of (code)].meaning;
}

gboolean
close_is_transient (guint code)
{
  for (guint i = 0; i < G_N_ELEMENTS (closes); i++)
    if (closes[i].code == code)
      return closes[i].transient;
  return code < 4500;
}

const char *
close_meaning (guint code)
{
  for (guint i = 0; i < G_N_ELEMENTS (closes); i++)
    if (closes[i].code == code)
      return closes[i].meaning;
  return "the connection was closed";
}
