/* drive-media: the app of somebody with a chat of pictures, each with a file of its own, and one of
 * large files that were not fetched yet: how many pictures are made ready a second, what a frame
 * costs while the files come and the pictures go by, and the memory after a thousand of them.
 * WHINCHAT_DATA is its data. Ends with 1 when a gate is missed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "drive.h"
#include "whin-message.h"
#include "whin-pictures.h"
#include "whin-transfers.h"

#define FRAME_MOST_MS 16.0
#define PSS_MOST_MIB 160.0
#define FILES 20
#define THUMBNAILS 400
#define TILE_WIDTH 320 /* px, as an album's */
#define TILE_HEIGHT 240
#define STEP 240     /* px a frame: a picture every other frame */
#define PICTURES 200 /* seen while the files come */
#define FAR 800      /* and 200 before */
#define FAR_STEP 400
#define FRAME_US (G_USEC_PER_SEC / 60)

/* -- What is there. -- */

static WhinMessage *
message_at (Drive *drive, guint position)
{
  g_autoptr (WhinMessage) message =
      g_list_model_get_item (whin_chat_view_get_model (drive->view), position);

  return message; /* the model keeps it */
}

static GPtrArray *
rows_of_kind (Drive *drive, MessageKind kind)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);

  for (guint i = 0; i < drive_n_items (drive); i++) {
    WhinMessage *message = message_at (drive, i);

    if (whin_message_get_item (message) == WHIN_ITEM_MESSAGE &&
        whin_message_get_row (message)->kind == kind)
      g_ptr_array_add (rows, message_row_ref (whin_message_get_row (message)));
  }
  return rows;
}

/* The chat that has most of such messages; the caller frees them. */
static GPtrArray *
open_chat_of (Drive *drive, MessageKind kind, guint least)
{
  for (guint i = 0; i < 4; i++) {
    g_autoptr (GPtrArray) rows = NULL;

    gtk_widget_activate_action (drive->window, i % 2 ? "win.previous-chat" : "win.next-chat", NULL);
    drive_settle (drive);
    rows = rows_of_kind (drive, kind);
    if (rows->len >= least)
      return g_steal_pointer (&rows);
  }
  g_error ("the chat is not there");
}

/* The button that tells of the transfers knows them. */
static gpointer
find_data (GtkWidget *widget, const char *key)
{
  gpointer found = g_object_get_data (G_OBJECT (widget), key);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_data (child, key);
  return found;
}

/* -- Thumbnails. -- */

static void
thumbnail_cb (GdkTexture *texture, gpointer left)
{
  g_assert_nonnull (texture);
  --*(guint *) left;
}

static void
make_thumbnails (const GPtrArray *rows)
{
  guint left = THUMBNAILS;
  double cpu = drive_cpu_ms (CLOCK_PROCESS_CPUTIME_ID);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < THUMBNAILS; i++) {
    const MessageRow *row = rows->pdata[i % rows->len];

    /* Another size makes another picture of the same file. */
    whin_pictures_load (row->media->file, TILE_WIDTH + (int) (i / rows->len), TILE_HEIGHT, NULL,
                        thumbnail_cb, &left);
  }
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
  g_print ("media.thumbnails_per_s = %.0f\n",
           THUMBNAILS / ((double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC));
  g_print ("media.thumbnail_cpu_ms = %.2f ms\n",
           (drive_cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - cpu) / THUMBNAILS);
}

/* -- Frames. -- */

static guint
first_in_sight (Drive *drive)
{
  guint first, last;

  if (!whin_chat_view_get_visible_range (drive->view, &first, &last))
    g_error ("the view is empty");
  return first;
}

/* How many more rows are above the first that is in sight; the pages before it may have come. */
static guint
move_up (Drive *drive, double step)
{
  g_autoptr (WhinMessage) at = g_object_ref (message_at (drive, first_in_sight (drive)));
  guint position = 0;

  gtk_adjustment_set_value (drive->adjustment, gtk_adjustment_get_value (drive->adjustment) - step);
  drive_paint (drive);
  while (message_at (drive, position) != at)
    position++;
  return position - MIN (position, first_in_sight (drive));
}

/* All that the UI thread does from frame to frame, while everything is on its way. */
static void
scroll_through_transfers (Drive *drive, WhinTransfers *transfers)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));
  guint rows = 0, busy = 0, slow = 0;
  gint64 end = g_get_monotonic_time () + DRIVE_PATIENCE;
  double before = drive_cpu_ms (CLOCK_THREAD_CPUTIME_ID);

  while (rows < PICTURES && g_get_monotonic_time () < end) {
    double now, spent;

    rows += move_up (drive, STEP);
    now = drive_cpu_ms (CLOCK_THREAD_CPUTIME_ID);
    spent = now - before;
    before = now;
    g_array_append_val (samples, spent);
    slow += spent > FRAME_MOST_MS;
    busy += whin_transfers_get_running (transfers) > 0;
  }
  g_print ("media.frames = %u frames\nmedia.frames_with_transfers = %u frames\n", samples->len,
           busy);
  g_print ("media.slow_frames = %u frames\n", slow);
  g_print ("media.seen_pictures = %u\n", rows);
  g_print ("media.transfers_left = %u files\n", whin_transfers_get_running (transfers));
  drive_report ("media.frame_cpu_ms", (double *) (gpointer) samples->data, samples->len);
  drive_gate ("media.frame_cpu_ms.max", g_array_index (samples, double, samples->len - 1),
              FRAME_MOST_MS);
}

/* -- Memory. -- */

static void
scroll_far (Drive *drive)
{
  guint rows = 0;
  gint64 last = g_get_monotonic_time () + 3 * DRIVE_PATIENCE;

  while (rows < FAR && g_get_monotonic_time () < last) {
    gint64 end = g_get_monotonic_time () + FRAME_US;

    rows += move_up (drive, FAR_STEP);
    while (g_get_monotonic_time () < end)
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
  }
  drive_settle (drive);
  g_print ("media.scrolled_pictures = %u\nmedia.pss_mib.scrolled = %.2f MiB\n", rows,
           drive_pss_mib ());
  drive_gate ("media.pss_mib.scrolled", drive_pss_mib (), PSS_MOST_MIB);
}

static void
fetch_all (WhinClient *client, const GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];
    MessageName name = { row->conv, row->author, row->id };

    whin_client_fetch_media (client, &name);
  }
}

static void
drive_app (GtkApplication *app)
{
  g_autoptr (GPtrArray) files = NULL, pictures = NULL;
  Drive drive;
  WhinTransfers *transfers;

  drive_begin (&drive, app);
  files = open_chat_of (&drive, MESSAGE_FILE, FILES);
  pictures = open_chat_of (&drive, MESSAGE_PICTURE, 20);
  g_print ("media.pss_mib.start = %.2f MiB\n", drive_pss_mib ());
  make_thumbnails (pictures);
  transfers = find_data (drive.window, "whin-transfers");
  fetch_all (find_data (drive.window, "whin-client"), files);
  while (whin_transfers_get_running (transfers) < FILES)
    g_main_context_iteration (NULL, TRUE);
  scroll_through_transfers (&drive, transfers);
  while (whin_transfers_get_running (transfers) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (whin_transfers_get_failed (transfers), ==, 0);
  g_print ("media.pss_mib.fetched = %.2f MiB\n", drive_pss_mib ());
  scroll_far (&drive);
  drive_end (&drive);
}

int
main (int argc, char **argv)
{
  return drive_run (argc, argv, drive_app);
}
