/* Chat view, drift: what comes late or goes away by itself moves nothing that a person looks at,
 * not by one pixel. SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-fixture.h"

/* -- Pictures that come late. -- */

static SampleItem *
item_at (ChatFixture *f, guint pos)
{
  SampleItem *item = g_list_model_get_item (G_LIST_MODEL (f->store), pos);

  g_object_unref (item); /* the store has it */
  return item;
}

/* The row itself, as the app does it when the file is there. */
static void
show (ChatFixture *f, guint pos, const WhinMessageView *view)
{
  GtkWidget *row = whin_chat_view_get_row (f->view, pos);

  g_assert_nonnull (row);
  whin_message_row_set_view (WHIN_MESSAGE_ROW (row), view);
}

/* FALSE: nobody said how large it is. */
static void
announce_picture (ChatFixture *f, guint pos, gboolean sized)
{
  WhinMessageView view = item_at (f, pos)->view;
  g_autoptr (SampleItem) item = NULL;

  view.media = WHIN_MEDIA_PICTURE;
  view.media_width = sized ? 640 : 0;
  view.media_height = sized ? 480 : 0;
  view.transfer = WHIN_TRANSFER_RUNNING;
  item = sample_item_new (&view);
  g_list_store_splice (f->store, pos, 1, (gpointer *) &item, 1);
  settle (f);
}

static void
load_picture (ChatFixture *f, guint pos)
{
  WhinMessageView view = item_at (f, pos)->view;
  g_autoptr (GdkPaintable) texture = sample_texture (640, 480, pos);

  view.texture = texture;
  view.media_width = 640;
  view.media_height = 480;
  view.transfer = WHIN_TRANSFER_NONE;
  show (f, pos, &view);
}

static void
test_late_picture (ChatFixture *f, gconstpointer unused)
{
  for (int sized = 1; sized >= 0; sized--) {
    Places *p;
    double y;
    guint pos;

    /* Above what is in sight. */
    scroll_by (f, -1500);
    announce_picture (f, first_visible (f) - 1, sized);
    pos = first_visible (f) - 1;
    p = note_places (f, TRUE);
    load_picture (f, pos);
    assert_same_places (f, p);

    /* In sight: what stands above it stays, and with a size what stands below, too. */
    pos = first_visible (f) + 2;
    announce_picture (f, pos, sized);
    p = sized ? note_places (f, FALSE) : NULL;
    y = row_y (f, pos);
    load_picture (f, pos);
    settle (f);
    g_assert_cmpfloat (row_y (f, pos), ==, y);
    if (sized)
      assert_same_places (f, p);

    /* The newest message. */
    whin_chat_view_scroll_to_end (f->view, FALSE);
    settle (f);
    announce_picture (f, n_items (f) - 1, sized);
    assert_at_end (f);
    load_picture (f, n_items (f) - 1);
    settle (f);
    assert_at_end (f);
  }
}

/* -- Albums, of which one picture after the other is there. -- */

#define ALBUM 4

/* LOADED of them are there; the others are placeholders, or not even that. */
static void
fill_album (WhinTileView *tiles, GPtrArray *textures, guint loaded)
{
  for (guint i = 0; i < ALBUM; i++) {
    int width = i % 3 == 0 ? 480 : 640, height = i % 3 == 0 ? 640 : 480;

    tiles[i] = (WhinTileView) { .width = width, .height = height };
    if (i >= loaded) {
      tiles[i].transfer = i % 2 ? WHIN_TRANSFER_RUNNING : WHIN_TRANSFER_OFFERED;
      tiles[i].progress = 0.5;
      tiles[i].label = "1.2 MB";
      continue;
    }
    g_ptr_array_add (textures, sample_texture (width, height, i));
    tiles[i].texture = textures->pdata[textures->len - 1];
  }
}

/* anew: the row is replaced, as a model does it that tells of a change; else filled again. */
static void
show_album (ChatFixture *f, guint pos, guint loaded, gboolean anew)
{
  g_autoptr (GPtrArray) textures = g_ptr_array_new_with_free_func (g_object_unref);
  WhinTileView tiles[ALBUM];
  WhinMessageView view = item_at (f, pos)->view;
  g_autoptr (SampleItem) item = NULL;

  fill_album (tiles, textures, loaded);
  view.media = WHIN_MEDIA_ALBUM;
  view.tiles = tiles;
  view.n_tiles = ALBUM;
  item = sample_item_new (&view);
  if (anew)
    g_list_store_splice (f->store, pos, 1, (gpointer *) &item, 1);
  else
    show (f, pos, &view);
  settle (f);
}

static void
load_album (ChatFixture *f, guint pos, gboolean whole)
{
  for (guint loaded = 1; loaded <= ALBUM; loaded++)
    for (int anew = 0; anew <= 1; anew++) {
      Places *p = note_places (f, whole);

      show_album (f, pos, loaded, anew);
      assert_same_places (f, p);
    }
}

static void
test_late_album (ChatFixture *f, gconstpointer unused)
{
  /* Above what is in sight, half in sight at the top, and in its middle. */
  for (int below = -1; below <= 1; below++) {
    guint pos;

    scroll_by (f, -2500);
    pos = first_visible (f) + (guint) (below + 1) - 1;
    show_album (f, pos, 0, TRUE);
    load_album (f, pos, FALSE);
  }
  /* The newest message, and oneself at the end. */
  whin_chat_view_scroll_to_end (f->view, FALSE);
  settle (f);
  show_album (f, n_items (f) - 1, 0, TRUE);
  assert_at_end (f);
  load_album (f, n_items (f) - 1, FALSE);
  assert_at_end (f);
}

/* A picture whose file is there is replaced by its own row, as a batch of the engine does it. */
static void
test_replaced_picture (ChatFixture *f, gconstpointer unused)
{
  scroll_by (f, -1500);
  for (int place = -1; place <= 2; place++) {
    guint pos = first_visible (f) + (guint) (place + 1) - 1;
    g_autoptr (SampleItem) item = NULL;
    WhinMessageView view;
    Places *p;

    announce_picture (f, pos, TRUE);
    view = item_at (f, pos)->view;
    view.transfer = WHIN_TRANSFER_NONE;
    item = sample_item_new (&view);
    p = note_places (f, FALSE);
    g_list_store_splice (f->store, pos, 1, (gpointer *) &item, 1);
    settle (f);
    load_picture (f, pos);
    settle (f);
    assert_same_places (f, p);
  }
}

/* -- What goes away by itself. -- */

/* Every third one of those from FIRST on, each told apart and all in one frame, as one batch of the
 * engine is. */
static void
expire (ChatFixture *f, guint first, guint n)
{
  for (guint i = n; i-- > 0;)
    g_list_store_remove (f->store, first + 3 * i);
}

static void
test_expiry_out_of_sight (ChatFixture *f, gconstpointer unused)
{
  scroll_by (f, -4000);

  Places *p = note_places (f, TRUE);
  expire (f, first_visible (f) - 30, 10); /* the last of them are live rows */
  assert_same_places (f, p);

  p = note_places (f, TRUE);
  expire (f, 0, 20);
  assert_same_places (f, p);

  p = note_places (f, TRUE);
  expire (f, n_items (f) - 30, 10);
  assert_same_places (f, p);

  /* A frame apart, as timers are due one after the other. */
  p = note_places (f, TRUE);
  for (guint i = 0; i < 8; i++) {
    g_list_store_remove (f->store, first_visible (f) - 1);
    settle (f);
  }
  assert_same_places (f, p);
}

/* What is read stays, and what stands below it moves up. */
static void
test_expiry_in_sight (ChatFixture *f, gconstpointer unused)
{
  scroll_by (f, -4000);
  for (guint i = 0; i < 6; i++) {
    guint first = first_visible (f) + 1;
    double y = row_y (f, first);
    g_autofree char *text = g_strdup (text_at (f, first));

    g_list_store_remove (f->store, first + 1);
    settle (f);
    g_assert_cmpstr (text_at (f, first), ==, text);
    g_assert_cmpfloat (row_y (f, first), ==, y);
  }
}

/* The row that everything hangs on, which is half out of sight, is the one that goes. */
static void
test_expiry_of_the_first (ChatFixture *f, gconstpointer unused)
{
  scroll_by (f, -4000);
  for (guint i = 0; i < 6; i++) {
    guint first = first_visible (f);
    g_autofree char *next = g_strdup (text_at (f, first + 1));
    Places *p = note_places (f, TRUE);

    g_hash_table_remove (p, text_at (f, first));
    g_list_store_remove (f->store, first);
    assert_same_places (f, p);
    g_assert_cmpuint (pos_of (f, next), ==, first);
  }
}

/* Who is at the end stays there, whichever goes. */
static void
test_expiry_at_the_end (ChatFixture *f, gconstpointer unused)
{
  for (guint i = 0; i < 6; i++) {
    g_list_store_remove (f->store, n_items (f) - 1 - i % 3);
    settle (f);
    assert_at_end (f);
  }
  expire (f, n_items (f) - 30, 10);
  settle (f);
  assert_at_end (f);
  g_list_store_splice (f->store, 2, n_items (f) - 2, NULL, 0);
  settle (f);
  assert_at_end (f);
}

/* -- Together. -- */

/* A minute of a lively chat while somebody reads further up: messages, a typing row, a reaction, an
 * edit, a picture, one that is taken back, one that goes by itself, and an older page. */
static void
test_everything (ChatFixture *f, gconstpointer unused)
{
  static const WhinMessageView typing = { WHIN_ROW_TYPING, .first_of_run = TRUE,
                                          .last_of_run = TRUE, .text = "typing" };

  scroll_by (f, -5000);
  announce_picture (f, first_visible (f) - 2, FALSE);
  Places *p = note_places (f, TRUE);
  for (guint i = 0; i < 10; i++) {
    g_autoptr (SampleItem) row = sample_item_new (&typing);
    guint above = first_visible (f) - 1;
    WhinMessageView view = item_at (f, above)->view;

    g_list_store_append (f->store, row);
    settle (f);
    g_list_store_remove (f->store, n_items (f) - 1);
    append (f, 3000 + i);
    view.reactions[0] = (WhinReactionView) { "👍", i + 1, FALSE };
    view.n_reactions = 1;
    show (f, above, &view);
    edit (f, above - 2, i % 2 ? TALL : "short");
    g_list_store_remove (f->store, above - 1);
    if (i == 3)
      load_picture (f, first_visible (f) - 2);
    if (i == 5)
      sample_insert (f->store, 0, 500, 100);
    settle (f);
  }
  assert_same_places (f, p);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  CHAT_TEST ("drift/late-picture", test_late_picture);
  CHAT_TEST ("drift/late-album", test_late_album);
  CHAT_TEST ("drift/replaced-picture", test_replaced_picture);
  CHAT_TEST ("drift/expiry-out-of-sight", test_expiry_out_of_sight);
  CHAT_TEST ("drift/expiry-in-sight", test_expiry_in_sight);
  CHAT_TEST ("drift/expiry-of-the-first", test_expiry_of_the_first);
  CHAT_TEST ("drift/expiry-at-the-end", test_expiry_at_the_end);
  CHAT_TEST ("drift/everything", test_everything);
  return g_test_run ();
}
