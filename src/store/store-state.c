/* store-state: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-state.h"

#include "store-query.h"

#define NAMED "what = ?1 AND chat = ?2 AND author = coalesce (?3, x'') AND id = coalesce (?4, x'')"
#define COLUMNS "what, chat, author, id, n, text, max (place, coalesce (own_place, 0))"

void
store_state_free (StoreState *state)
{
  if (state == NULL)
    return;
  g_free (state->what);
  g_free (state->text);
  g_free (state);
}

static StoreState *
read_state (Query *q)
{
  StoreState *state = g_new0 (StoreState, 1);

  state->what = column_text_or_empty (q, 0);
  state->chat = column_conv (q, 1);
  state->author = column_id (q, 2);
  state->id = column_id (q, 3);
  state->n = column_int (q, 4);
  state->text = column_text_or_empty (q, 5);
  state->place = column_int (q, 6);
  return state;
}

static StoreState *
read_one (Store *store, Query *q)
{
  StoreState *state = query_next (store, q) ? read_state (q) : NULL;

  query_end (q);
  return state;
}

static GPtrArray *
read_all (Store *store, Query *q)
{
  GPtrArray *states = g_ptr_array_new_with_free_func ((GDestroyNotify) store_state_free);

  while (query_next (store, q))
    g_ptr_array_add (states, read_state (q));
  return states;
}

static void
ensure (Store *store, const StoreState *state)
{
  run (store,
       "INSERT OR IGNORE INTO state (what, chat, author, id)"
       " VALUES (?1, ?2, coalesce (?3, x''), coalesce (?4, x''))",
       "tcdd", state->what, &state->chat, &state->author, &state->id);
}

void
store_state_say (Store *store, const StoreState *state, const Id *own)
{
  ensure (store, state);
  run (store, "UPDATE state SET own = ?5, own_n = ?6, own_text = ?7, own_place = NULL WHERE " NAMED,
       "tcdddit", state->what, &state->chat, &state->author, &state->id, own, state->n,
       state->text);
}

gboolean
store_state_hear (Store *store, const StoreState *state)
{
  ensure (store, state);
  return run (store,
              "UPDATE state SET n = ?5, text = ?6, place = ?7 WHERE " NAMED " AND place < ?7",
              "tcdditi", state->what, &state->chat, &state->author, &state->id, state->n,
              state->text, state->place) > 0;
}

GPtrArray *
store_state_place (Store *store, const Id *own, gint64 place)
{
  if (run (store,
           "UPDATE state SET own_place = CASE WHEN ?2 = 0 THEN place ELSE ?2 END"
           " WHERE own = ?1 AND own_place IS NULL",
           "di", own, place) == 0)
    return g_ptr_array_new ();
  return read_all (store, query (store,
                                 "SELECT v.what, v.chat, v.author, v.id, v.n, v.text, 0"
                                 " FROM state s JOIN state_now v USING (what, chat, author, id)"
                                 " WHERE s.own = ?1",
                                 "d", own));
}

gint64
store_state_top (Store *store)
{
  return query_number (
      store, 0, "SELECT coalesce (max (max (place, coalesce (own_place, 0))), 0) FROM state", "");
}

StoreState *
store_state_get (Store *store, const StoreState *name)
{
  return read_one (store, query (store, "SELECT " COLUMNS " FROM state_now WHERE " NAMED, "tcdd",
                                 name->what, &name->chat, &name->author, &name->id));
}

gint64
store_state_number (Store *store, const char *what, const Conv *chat)
{
  static const Conv nowhere;

  return query_number (store, 0,
                       "SELECT n FROM state_now WHERE what = ?1 AND chat = ?2 AND author = x''"
                       " AND id = x''",
                       "tc", what, chat != NULL ? chat : &nowhere);
}

GPtrArray *
store_state_list (Store *store, const char *what)
{
  return read_all (store, query (store,
                                 "SELECT " COLUMNS " FROM state_now WHERE what = ?1 AND n <> 0"
                                 " ORDER BY chat, author, id",
                                 "t", what));
}

GPtrArray *
store_state_page (Store *store, const StoreState *after, guint limit)
{
  static const StoreState first = { .what = (char *) "" };

  if (after == NULL)
    after = &first;
  return read_all (store,
                   query (store,
                          "SELECT " COLUMNS " FROM state_now WHERE (what, chat, author, id) >"
                          " (?1, ?2, coalesce (?3, x''), coalesce (?4, x''))"
                          " ORDER BY what, chat, author, id LIMIT ?5",
                          "tcddi", after->what, &after->chat, &after->author, &after->id,
                          (gint64) limit));
}

GPtrArray *
store_state_newest (Store *store, guint limit)
{
  return read_all (store, query (store,
                                 "SELECT " COLUMNS " FROM state_now"
                                 " ORDER BY max (place, coalesce (own_place, 0)) DESC LIMIT ?1",
                                 "i", (gint64) limit));
}

guint
store_state_count (Store *store)
{
  return (guint) query_number (store, 0, "SELECT count (*) FROM state", "");
}
