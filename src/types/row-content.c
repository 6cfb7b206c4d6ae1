/* row-content: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "row-content.h"

#include "codec.h"
#include "emoji.h"
#include "limits.h"
#include "phone.h"

#include <string.h>

#define LAT_ZERO 90000000
#define LON_ZERO 180000000

/* One line, without what would turn the words around it about. */
static char *
line_of (const char *text)
{
  GString *line = g_string_new (NULL);

  for (const char *at = text != NULL ? text : ""; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
      g_string_append_c (line, ' ');
    else if (!((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)))
      g_string_append_unichar (line, c);
  }
  return g_strstrip (g_string_free (line, FALSE));
}

static gboolean
is_empty (const char *text)
{
  g_autofree char *line = line_of (text);

  return line[0] == '\0';
}

static gboolean
poll_is_right (const ContentPoll *poll)
{
  if (is_empty (poll->question) || poll->options == NULL || poll->options->len < 2 ||
      poll->options->len > LIMIT_POLL_OPTIONS_MAX)
    return FALSE;
  for (guint i = 0; i < poll->options->len; i++)
    if (is_empty (poll->options->pdata[i]))
      return FALSE;
  return TRUE;
}

static gboolean
card_is_right (const ContentCard *card)
{
  return !is_empty (card->name) &&
         (card->phone != NULL ? phone_is_e164 (card->phone) : !id_is_none (&card->acc));
}

gboolean
row_content_kind (const Content *content, MessageKind *kind)
{
  switch (content->kind) {
  case CONTENT_POLL:
    *kind = MESSAGE_POLL;
    return poll_is_right (&content->poll);
  case CONTENT_LOCATION:
    *kind = MESSAGE_LOCATION;
    return TRUE;
  case CONTENT_CARD:
    *kind = MESSAGE_CARD;
    return card_is_right (&content->card);
  default:
    return FALSE;
  }
}

char *
row_content_text (const Content *content)
{
  switch (content->kind) {
  case CONTENT_POLL:
    return line_of (content->poll.question);
  case CONTENT_LOCATION:
    return line_of (content->location.name);
  case CONTENT_CARD:
    return line_of (content->card.name);
  default:
    return g_strdup ("");
  }
}

/* The text comes first, on a line of its own. */
char *
row_content_words (const Content *content)
{
  g_autofree char *text = row_content_text (content);
  g_autoptr (GString) words = g_string_new (text);

  for (guint i = 0; content->kind == CONTENT_POLL && i < content->poll.options->len; i++) {
    g_autofree char *option = line_of (content->poll.options->pdata[i]);

    g_string_append_printf (words, "\n%s", option);
  }
  if (content->kind == CONTENT_CARD && content->card.phone != NULL)
    g_string_append_printf (words, "\n%s", content->card.phone);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static Poll *
poll_of (const ContentPoll *content)
{
  Poll *poll = poll_new ();

  poll->multiple = content->multiple;
  for (guint i = 0; i < content->options->len; i++) {
    g_autofree char *option = line_of (content->options->pdata[i]);

    poll_add_option (poll, option);
  }
  return poll;
}

static Spot *
spot_of (const ContentLocation *content)
{
  Spot *spot = spot_new ();

  spot->lat = (int) content->lat - LAT_ZERO;
  spot->lon = (int) content->lon - LON_ZERO;
  return spot;
}

static Card *
card_of (const ContentCard *content)
{
  Card *card = card_new ();

  card->phone = g_strdup (content->phone != NULL ? content->phone : "");
  card->acc = content->acc;
  return card;
}

LinkPreview *
row_content_preview (const ContentPreview *content)
{
  LinkPreview *preview = link_preview_new ();

  preview->url = g_strdup (content->url);
  preview->title = line_of (content->title);
  preview->thumb = content->thumb != NULL ? base64url_decode (content->thumb) : NULL;
  return preview;
}

ContentPreview *
row_content_of_preview (const LinkPreview *preview)
{
  ContentPreview *content;
  gsize len;
  gconstpointer data;

  if (preview == NULL)
    return NULL;
  content = g_new0 (ContentPreview, 1);
  content->url = g_strdup (preview->url);
  content->title = g_strdup (preview->title);
  if (preview->thumb == NULL)
    return content;
  data = g_bytes_get_data (preview->thumb, &len);
  content->thumb = base64url_encode (data, len);
  return content;
}

void
row_content_preview_free (ContentPreview *preview)
{
  if (preview == NULL)
    return;
  g_free (preview->url);
  g_free (preview->title);
  g_free (preview->thumb);
  g_free (preview);
}

GBytes *
row_content_raw_of_preview (const char *text, const LinkPreview *preview)
{
  Content content = { .kind = CONTENT_TEXT };
  GBytes *raw;

  content.text.text = (char *) text;
  content.text.preview = row_content_of_preview (preview);
  raw = content_encode (&content, NULL);
  row_content_preview_free (content.text.preview);
  return raw;
}

/* Whether the link goes on there: punctuation ends it only before a space. */
static gboolean
goes_on (const char *at)
{
  at += strspn (at, ".,:;!?'*_~)]>\"`");
  return *at != '\0' && !g_unichar_isspace (g_utf8_get_char (at));
}

/* Whether the page is one that the text leads to: an edit may have taken the link away, and nobody
 * is shown another page than the one that is written there. */
static gboolean
leads_to (const char *text, const char *url)
{
  const char *typed = g_str_has_prefix (url, "https://www.") ? url + strlen ("https://") : url;

  for (const char *at = strstr (text, typed); at != NULL; at = strstr (at + 1, typed))
    if (!goes_on (at + strlen (typed)))
      return TRUE;
  return FALSE;
}

void
row_content_fill (const Content *content, MessageRow *row)
{
  switch (content->kind) {
  case CONTENT_POLL:
    row->poll = poll_of (&content->poll);
    return;
  case CONTENT_LOCATION:
    row->spot = spot_of (&content->location);
    return;
  case CONTENT_CARD:
    row->card = card_of (&content->card);
    return;
  case CONTENT_TEXT:
    if (content->text.preview != NULL && leads_to (row->text, content->text.preview->url))
      row->preview = row_content_preview (content->text.preview);
    return;
  default:
    return;
  }
}

/* -- Stickers. -- */

Sticker *
row_content_sticker (const ContentSticker *content)
{
  Sticker *sticker;

  if (content == NULL)
    return NULL;
  sticker = sticker_new ();
  sticker->emoji =
      g_strdup (content->emoji != NULL && emoji_is_one (content->emoji) ? content->emoji : "");
  sticker->pack = content->pack;
  sticker->name = id_is_none (&content->pack) ? g_strdup ("") : line_of (content->name);
  return sticker;
}

static char *
or_null (const char *text)
{
  return text[0] != '\0' ? g_strdup (text) : NULL;
}

ContentSticker *
row_content_of_sticker (const Sticker *sticker)
{
  ContentSticker *content;

  if (sticker == NULL)
    return NULL;
  content = g_new0 (ContentSticker, 1);
  *content = (ContentSticker) { or_null (sticker->emoji), sticker->pack, or_null (sticker->name) };
  return content;
}

/* Anything else that says it is one is a picture. */
gboolean
row_content_is_sticker (const ContentMedia *media)
{
  return media->sticker != NULL && !media->file && !media->once &&
         (media->text == NULL || media->text[0] == '\0') && media->w > 0 && media->h > 0 &&
         media->w <= LIMIT_STICKER_SIDE && media->h <= LIMIT_STICKER_SIDE &&
         media->size <= LIMIT_STICKER_BYTES;
}

char *
sticker_to_text (const Sticker *sticker)
{
  ContentSticker *content = row_content_of_sticker (sticker);
  GString *text;

  if (content == NULL)
    return NULL;
  text = g_string_new (NULL);
  codec_write (&content_sticker_schema, content, text);
  codec_free (&content_sticker_schema, content);
  return g_string_free (text, FALSE);
}

Sticker *
sticker_from_text (const char *text)
{
  ContentSticker *content =
      text != NULL ? codec_read_text (&content_sticker_schema, text, strlen (text), NULL) : NULL;
  Sticker *sticker = row_content_sticker (content);

  if (content != NULL)
    codec_free (&content_sticker_schema, content);
  return sticker;
}

/* -- Albums. -- */

Album
row_content_album (const ContentAlbum *content)
{
  if (content == NULL || id_is_none (&content->id) || content->n < 2 || content->at >= content->n)
    return (Album) { 0 };
  return (Album) { content->id, (guint) content->n, (guint) content->at };
}

ContentAlbum *
row_content_of_album (const Album *album)
{
  ContentAlbum *content;

  if (id_is_none (&album->id))
    return NULL;
  content = g_new0 (ContentAlbum, 1);
  *content = (ContentAlbum) { album->id, album->n, album->at };
  return content;
}

void
row_content_locate (Content *content, const Spot *spot)
{
  content->location.lat = (gint64) spot->lat + LAT_ZERO;
  content->location.lon = (gint64) spot->lon + LON_ZERO;
}
