/* voice card: a voice message in its bubble - a button, its waveform, how long it is, how fast it
 * plays. What plays is the client's player; this shows it, as long as it can be seen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-card.h"

#include "whin-format.h"
#include "whin-player.h"
#include "whin-wave.h"
#include "whin-window.h"

#include <glib/gi18n.h>

#define VOICE "whin-voice"
#define BEAT_MS 100

typedef struct {
  WhinClient *client;
  WhinPlayer *player; /* borrowed: the client has it */
  MessageRow *row;
  GtkWidget *card; /* borrowed: it owns this */
  GtkWidget *button, *stack, *wave, *time, *mark, *rate, *once;
  guint beat;      /* source, while it plays and can be seen */
  gboolean wanted; /* it plays as soon as it is here */
} Shown;

static gboolean
is_current (Shown *shown)
{
  return whin_player_is (shown->player, shown->row);
}

static gboolean
is_here (const MessageRow *row)
{
  return row->once == ONCE_NOT ? row->media->file != NULL : row->once == ONCE_WAITS;
}

static gboolean
is_coming (const MessageRow *row)
{
  return !row->media->file &&
         (row->media->transfer == TRANSFER_WAITING || row->media->transfer == TRANSFER_RUNNING);
}

/* -- Showing it -- */

static void
show_time (Shown *shown)
{
  gint64 dragged = whin_wave_get_dragged (WHIN_WAVE (shown->wave));
  gint64 position = whin_player_get_position (shown->player, shown->row);
  gboolean under_way = is_current (shown) || position > 0 || dragged >= 0;
  g_autofree char *text = whin_format_length (dragged >= 0 ? dragged
                                              : under_way  ? position
                                                           : shown->row->media->ms);

  whin_wave_set_position (WHIN_WAVE (shown->wave), position);
  if (!g_str_equal (text, gtk_label_get_label (GTK_LABEL (shown->time))))
    gtk_label_set_label (GTK_LABEL (shown->time), text);
}

static gboolean
beat_cb (gpointer shown)
{
  show_time (shown);
  return G_SOURCE_CONTINUE;
}

static void
set_beat (Shown *shown)
{
  gboolean runs = gtk_widget_get_mapped (shown->card) && is_current (shown) &&
                  whin_player_is_playing (shown->player);

  if (runs && !shown->beat)
    shown->beat = g_timeout_add (BEAT_MS, beat_cb, shown);
  else if (!runs)
    g_clear_handle_id (&shown->beat, g_source_remove);
}

static void
show_button (Shown *shown)
{
  const MessageRow *row = shown->row;
  gboolean playing = is_current (shown) && whin_player_is_playing (shown->player);
  const char *icon = "folder-download-symbolic", *label = _ ("Download");

  if (row->once == ONCE_OPENED && !is_current (shown)) {
    icon = "media-playback-start-symbolic";
    label = _ ("Played");
  } else if (is_here (row) || is_current (shown)) {
    icon = playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic";
    label = playing ? _ ("Pause") : _ ("Play");
  }
  gtk_stack_set_visible_child_name (GTK_STACK (shown->stack), is_coming (row) ? "wait" : "icon");
  gtk_image_set_from_icon_name (
      GTK_IMAGE (gtk_stack_get_child_by_name (GTK_STACK (shown->stack), "icon")), icon);
  gtk_widget_set_tooltip_text (shown->button, is_coming (row) ? _ ("Downloading…") : label);
  gtk_widget_set_sensitive (shown->button, row->once != ONCE_OPENED || is_current (shown));
}

/* A dot has still to be played; headphones: whoever got one's own has played it. */
static void
show_mark (Shown *shown)
{
  const MessageRow *row = shown->row;
  gboolean played = row->once == ONCE_NOT ? row->played : row->once == ONCE_OPENED;
  gboolean to_self = row->own && whin_client_is_self (shown->client, &row->conv.id);
  const char *icon = NULL, *words = NULL;

  if (!row->own && !played) {
    icon = "media-record-symbolic";
    words = _ ("Not played yet");
  } else if (row->own && played && !to_self) {
    icon = "audio-headphones-symbolic";
    words = _ ("Played");
  }
  gtk_widget_set_visible (shown->mark, icon != NULL);
  if (icon)
    gtk_image_set_from_icon_name (GTK_IMAGE (shown->mark), icon);
  gtk_image_set_pixel_size (GTK_IMAGE (shown->mark), row->own ? 14 : 10);
  gtk_widget_set_tooltip_text (shown->mark, words);
}

static void
show_rate (Shown *shown)
{
  double rate = whin_player_get_rate (shown->player);
  /* Translators: how fast a voice message plays */
  g_autofree char *text = g_strdup_printf (_ ("%g×"), rate);

  gtk_button_set_label (GTK_BUTTON (shown->rate), text);
  gtk_widget_set_visible (shown->rate, is_current (shown));
}

static void
show (Shown *shown)
{
  const Media *media = shown->row->media;

  whin_wave_set (WHIN_WAVE (shown->wave), media->bars, media->ms);
  gtk_widget_set_sensitive (shown->wave, shown->row->once == ONCE_NOT);
  show_button (shown);
  show_mark (shown);
  show_rate (shown);
  gtk_label_set_label (GTK_LABEL (shown->once),
                       shown->row->once == ONCE_OPENED ? _ ("Played") : _ ("Listen once"));
  show_time (shown);
  set_beat (shown);
}

/* -- Playing it -- */

static void
viewed_cb (GObject *none, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) card = user_data;
  Shown *shown = g_object_get_data (G_OBJECT (card), VOICE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) ogg = whin_client_view_once_finish (NULL, result, &error);

  if (ogg)
    whin_player_play_once (shown->player, shown->row, ogg);
  else if (gtk_widget_get_root (card) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    whin_window_toast (card, error->message);
}

static void
play_once (Shown *shown)
{
  MessageName name = { shown->row->conv, shown->row->author, shown->row->id };

  if (shown->row->own)
    whin_window_toast (shown->card, _ ("Only who gets this voice message can listen to it"));
  else
    whin_client_view_once_async (shown->client, &name, NULL, viewed_cb, g_object_ref (shown->card));
}

static void
fetch (Shown *shown)
{
  MessageName name = { shown->row->conv, shown->row->author, shown->row->id };

  if (is_coming (shown->row)) {
    shown->wanted = FALSE;
    whin_client_cancel_transfer (shown->client, &name);
  } else {
    shown->wanted = TRUE;
    whin_client_fetch_media (shown->client, &name);
  }
}

static void
toggle (Shown *shown)
{
  if (is_current (shown) || (shown->row->once == ONCE_NOT && is_here (shown->row)))
    whin_player_toggle (shown->player, shown->row);
  else if (shown->row->once == ONCE_WAITS)
    play_once (shown);
  else if (shown->row->once == ONCE_NOT)
    fetch (shown);
}

static void
seek_cb (WhinWave *wave, gint64 ms, Shown *shown)
{
  whin_player_seek (shown->player, shown->row, ms);
}

static void
rate_cb (Shown *shown)
{
  whin_player_next_rate (shown->player);
}

/* -- Making it -- */

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_clear_handle_id (&shown->beat, g_source_remove);
  g_signal_handlers_disconnect_by_data (shown->player, shown);
  message_row_unref (shown->row);
  g_object_unref (shown->client);
  g_free (shown);
}

static GtkWidget *
make_button (Shown *shown)
{
  GtkWidget *button = gtk_button_new ();

  shown->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (shown->stack), gtk_image_new (), "icon");
  gtk_stack_add_named (GTK_STACK (shown->stack), adw_spinner_new (), "wait");
  gtk_button_set_child (GTK_BUTTON (button), shown->stack);
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "voice-play");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (toggle), shown);
  return button;
}

static GtkWidget *
make_rate (Shown *shown)
{
  GtkWidget *button = gtk_button_new ();

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "voice-rate");
  gtk_widget_add_css_class (button, "numeric");
  gtk_widget_set_tooltip_text (button, _ ("Speed"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (rate_cb), shown);
  return button;
}

static GtkWidget *
make_line (Shown *shown)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  shown->time = gtk_label_new ("");
  gtk_widget_add_css_class (shown->time, "caption");
  gtk_widget_add_css_class (shown->time, "numeric");
  shown->mark = gtk_image_new ();
  gtk_widget_add_css_class (shown->mark, "voice-mark");
  shown->once = gtk_label_new ("");
  gtk_widget_add_css_class (shown->once, "caption");
  gtk_widget_set_visible (shown->once, shown->row->once != ONCE_NOT);
  shown->rate = make_rate (shown);
  gtk_widget_add_css_class (line, "voice-line");
  gtk_box_append (GTK_BOX (line), shown->time);
  gtk_box_append (GTK_BOX (line), shown->mark);
  gtk_box_append (GTK_BOX (line), shown->once);
  gtk_box_append (GTK_BOX (line), shown->rate);
  return line;
}

GtkWidget *
whin_voice_card_new (WhinClient *client, const MessageRow *row)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Shown *shown = g_new0 (Shown, 1);

  shown->client = g_object_ref (client);
  shown->player = whin_player_get (client);
  shown->row = message_row_ref ((MessageRow *) row);
  shown->card = card;
  g_object_set_data_full (G_OBJECT (card), VOICE, shown, shown_free);
  shown->button = make_button (shown);
  shown->wave = whin_wave_new ();
  gtk_widget_set_hexpand (shown->wave, TRUE);
  g_signal_connect (shown->wave, "seek", G_CALLBACK (seek_cb), shown);
  gtk_box_append (GTK_BOX (column), shown->wave);
  gtk_box_append (GTK_BOX (column), make_line (shown));
  gtk_widget_set_hexpand (column, TRUE);
  gtk_box_append (GTK_BOX (card), shown->button);
  gtk_box_append (GTK_BOX (card), column);
  gtk_widget_add_css_class (card, "voice-card");
  g_signal_connect_swapped (shown->player, "changed", G_CALLBACK (show), shown);
  g_signal_connect_swapped (card, "map", G_CALLBACK (set_beat), shown);
  g_signal_connect_swapped (card, "unmap", G_CALLBACK (set_beat), shown);
  show (shown);
  return card;
}

void
whin_voice_card_update (GtkWidget *card, const MessageRow *row)
{
  Shown *shown = g_object_get_data (G_OBJECT (card), VOICE);

  message_row_unref (shown->row);
  shown->row = message_row_ref ((MessageRow *) row);
  if (shown->wanted && is_here (row)) {
    shown->wanted = FALSE;
    if (!is_current (shown))
      whin_player_toggle (shown->player, row);
  }
  show (shown);
}

void
whin_voice_card_toggle (GtkWidget *card)
{
  toggle (g_object_get_data (G_OBJECT (card), VOICE));
}
