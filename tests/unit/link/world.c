/* world: see world.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "error.h"

#include <string.h>

gint64
world_now (gpointer data)
{
  return g_get_monotonic_time () + ((World *) data)->offset;
}

double
world_random (gpointer data)
{
  return ((World *) data)->random;
}

static gboolean
hello_cb (ProtoHello *hello, gpointer data)
{
  hello->epoch = g_strdup ("7");
  hello->after = ((World *) data)->after;
  return !((World *) data)->full_disk;
}

static void
welcome_cb (const ProtoWelcome *welcome, gpointer data)
{
  g_assert_cmpint (welcome->next, ==, 1);
  ((World *) data)->welcomes++;
}

static gboolean
items_cb (GPtrArray *items, gsize size, gpointer data)
{
  World *world = data;

  for (guint i = 0; i < items->len; i++) {
    const ProtoItem *item = items->pdata[i];

    g_assert_no_error (item->error);
    if (item->op == PROTO_LIVE)
      link_set_live (world->link);
  }
  g_assert_cmpuint (size, >, items->len * 10);
  world->items += items->len;
  return !world->full;
}

static void
state_cb (const LinkRow *row, gpointer data)
{
  World *world = data;

  if (world->rows->len > 0) {
    const LinkRow *last = world->rows->pdata[world->rows->len - 1];

    g_assert_true (last->state != row->state || last->error != row->error ||
                   last->retry_at != row->retry_at);
  }
  g_assert_nonnull (row->why);
  g_assert_true ((row->error == -1) == (row->why[0] == '\0'));
  g_ptr_array_add (world->rows, link_row_ref (row));
}

static void
ended_cb (guint code, gpointer data)
{
  ((World *) data)->ended = code;
}

const LinkHandlers world_handlers = { hello_cb, welcome_cb, items_cb, state_cb, ended_cb };

World *
world_new (const char *url)
{
  World *world = g_new0 (World, 1);
  LinkEnv env = { world_now, world_random, world };

  world->random = 0.5;
  world->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) link_row_unref);
  world->link = link_new_with_env (url, "token", &world_handlers, world, &env);
  return world;
}

void
world_free (World *world)
{
  link_free (world->link);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (world->rows);
  g_free (world);
}

const LinkRow *
world_last (World *world)
{
  static const LinkRow none = { .state = LINK_OFF, .error = -1 };

  return world->rows->len > 0 ? world->rows->pdata[world->rows->len - 1] : &none;
}

void
world_advance (World *world, double seconds)
{
  world->offset += (gint64) (seconds * G_USEC_PER_SEC);
  link_tick (world->link);
}

void
say_script (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);

  if (head != NULL)
    talk_write (talk, talk->data);
}

void
silent_script (Talk *talk)
{
  int *hbs = talk->data;
  char *line;

  if (!talk_upgrade (talk))
    return;
  g_free (talk_read_text (talk));
  talk_text (talk, WELCOME);
  talk_text (talk, "{\"t\":\"live\"}");
  while ((line = talk_read_text (talk)) != NULL && !g_str_has_prefix (line, "close")) {
    if (strcmp (line, "{\"t\":\"hb\"}") == 0)
      g_atomic_int_inc (hbs);
    g_free (line);
  }
  g_free (line);
}
