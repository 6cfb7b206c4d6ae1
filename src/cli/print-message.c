/* print, messages: and what is known of one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "print.h"

#include "codec.h"
#include "print-line.h"

static const char *const kinds[] = {
  [MESSAGE_TEXT] = "text",
  [MESSAGE_PICTURE] = "picture",
  [MESSAGE_FILE] = "file",
  [MESSAGE_UNKNOWN] = "unknown",
  [MESSAGE_UNREADABLE] = "unreadable",
  [MESSAGE_GAP] = "gap",
  [MESSAGE_KEY_CHANGED] = "key-changed",
  [MESSAGE_TWO_LISTS] = "two-lists",
  [MESSAGE_GROUP_MADE] = "group-made",
  [MESSAGE_GROUP_ADDED] = "group-added",
  [MESSAGE_GROUP_REMOVED] = "group-removed",
  [MESSAGE_GROUP_LEFT] = "group-left",
  [MESSAGE_GROUP_ADMIN] = "group-admin",
  [MESSAGE_GROUP_NO_ADMIN] = "group-no-admin",
  [MESSAGE_GROUP_NAME] = "group-name",
  [MESSAGE_GROUP_PICTURE] = "group-picture",
  [MESSAGE_GROUP_TIMER] = "group-timer",
  [MESSAGE_GROUP_ABOUT] = "group-about",
  [MESSAGE_GROUP_RULES] = "group-rules",
  [MESSAGE_GROUP_LINK] = "group-link",
  [MESSAGE_NUMBER] = "number",
  [MESSAGE_GROUP_DOUBT] = "group-doubt",
  [MESSAGE_POLL] = "poll",
  [MESSAGE_LOCATION] = "location",
  [MESSAGE_CARD] = "card",
  [MESSAGE_VOICE] = "voice",
  [MESSAGE_DELETED] = "deleted",
};

static const char *const states[] = {
  [STATE_PENDING] = "pending", [STATE_SENT] = "sent",     [STATE_DELIVERED] = "delivered",
  [STATE_READ] = "read",       [STATE_FAILED] = "failed", [STATE_RECEIVED] = "received",
};

static const char *const transfers[] = {
  [TRANSFER_NONE] = "none",
  [TRANSFER_WAITING] = "waiting",
  [TRANSFER_RUNNING] = "running",
  [TRANSFER_FAILED] = "failed",
};

static void
add_media (GString *out, const Media *media)
{
  line_text (out, "mime", media->mime);
  line_text (out, "file", media->name);
  line_int (out, "size", media->size);
  if (media->width > 0) {
    line_int (out, "width", media->width);
    line_int (out, "height", media->height);
  }
  if (media->ms > 0)
    line_int (out, "ms", media->ms);
  if (!id_is_none (&media->album.id)) {
    line_id (out, "album", &media->album.id);
    line_int (out, "album_n", media->album.n);
    line_int (out, "album_at", media->album.at);
  }
  line_bool (out, "here", media->file != NULL);
  line_text (out, "transfer", transfers[media->transfer]);
}

/* Not every error comes by wire. */
static const char *
error_name (int error)
{
  if (error == WHIN_ERROR_BLOCKED)
    return "blocked";
  return error == WHIN_ERROR_UNTRUSTED ? "untrusted" : error_to_wire (error);
}

static void
add_name_and_state (GString *out, const MessageRow *row)
{
  line_conv (out, "conv", &row->conv);
  line_id (out, "author", &row->author);
  line_id (out, "id", &row->id);
  line_text (out, "state", states[row->state]);
  if (row->error >= 0)
    line_text (out, "error", error_name (row->error));
}

static void
add_people (GString *out, const GArray *people)
{
  line_name (out, "people");
  g_string_append_c (out, '[');
  for (guint i = 0; i < people->len; i++) {
    IdText text;

    g_string_append_printf (out, "%s\"%s\"", i > 0 ? "," : "",
                            id_to_text (&g_array_index (people, Id, i), text));
  }
  g_string_append_c (out, ']');
}

static void
add_poll (GString *out, const Poll *poll)
{
  line_bool (out, "multiple", poll->multiple);
  line_bool (out, "ended", poll->ended);
  line_int (out, "voters", poll->voters);
  g_string_append (out, ",\"options\":[");
  for (guint i = 0; i < poll->options->len; i++) {
    const PollOption *option = poll->options->pdata[i];

    g_string_append (out, i > 0 ? ",{\"text\":" : "{\"text\":");
    codec_write_string (out, option->text);
    g_string_append_printf (out, ",\"votes\":%u%s}", option->votes,
                            option->own ? ",\"own\":true" : "");
  }
  g_string_append_c (out, ']');
}

static void
add_kind (GString *out, const MessageRow *row)
{
  if (row->poll != NULL)
    add_poll (out, row->poll);
  if (row->spot != NULL) {
    line_int (out, "lat", row->spot->lat);
    line_int (out, "lon", row->spot->lon);
  }
  if (row->card != NULL)
    line_text (out, "phone", row->card->phone);
  if (row->preview != NULL)
    line_text (out, "preview", row->preview->title);
  if (row->media != NULL && row->media->sticker != NULL) {
    line_text (out, "emoji", row->media->sticker->emoji);
    line_id (out, "pack", &row->media->sticker->pack);
    line_text (out, "pack_name", row->media->sticker->name);
  }
  if (row->once != ONCE_NOT)
    line_text (out, "once", row->once == ONCE_WAITS ? "waits" : "opened");
}

static void
add_mentions (GString *out, const GArray *mentions)
{
  line_name (out, "mentions");
  g_string_append_c (out, '[');
  for (guint i = 0; i < mentions->len; i++) {
    const Mention *mention = &g_array_index (mentions, Mention, i);
    IdText text;

    g_string_append_printf (out, "%s{\"acc\":\"%s\",\"start\":%u,\"end\":%u}", i > 0 ? "," : "",
                            id_to_text (&mention->acc, text), mention->start, mention->end);
  }
  g_string_append_c (out, ']');
}

static void
add_reactions (GString *out, const GPtrArray *reactions)
{
  line_name (out, "reactions");
  g_string_append_c (out, '[');
  for (guint i = 0; i < reactions->len; i++) {
    const Reaction *reaction = reactions->pdata[i];

    g_string_append (out, i > 0 ? ",{\"emoji\":" : "{\"emoji\":");
    codec_write_string (out, reaction->emoji);
    g_string_append_printf (out, ",\"count\":%u,\"own\":%s}", reaction->count,
                            reaction->own ? "true" : "false");
  }
  g_string_append_c (out, ']');
}

/* What was done to it. */
static void
add_changes (GString *out, const MessageRow *row)
{
  if (!id_is_none (&row->quote_id)) {
    line_id (out, "re", &row->quote_id);
    line_id (out, "re_author", &row->quote_author);
  }
  if (row->quoted != NULL)
    line_text (out, "quoted", row->quoted->text);
  if (row->mentions != NULL)
    add_mentions (out, row->mentions);
  if (row->reactions != NULL)
    add_reactions (out, row->reactions);
  if (row->edited)
    line_bool (out, "edited", TRUE);
  if (row->starred)
    line_bool (out, "starred", TRUE);
  if (row->pinned)
    line_bool (out, "pinned", TRUE);
  if (row->forwarded)
    line_bool (out, "forwarded", TRUE);
  line_bool (out, "broadcast", row->broadcast);
  if (row->left_out > 0)
    line_int (out, "left_out", row->left_out);
}

static void
print_row (const char *type, const MessageRow *row)
{
  GString *out = line_begin (type);

  add_name_and_state (out, row);
  line_text (out, "kind",
             row->media != NULL && row->media->sticker != NULL ? "sticker" : kinds[row->kind]);
  line_bool (out, "own", row->own);
  line_int (out, "ord", row->ord);
  line_int (out, "time", row->time);
  line_text (out, "text", row->text);
  if (row->media != NULL)
    add_media (out, row->media);
  line_bool (out, "played", row->played);
  if (row->people != NULL)
    add_people (out, row->people);
  if (row->expires > 0)
    line_int (out, "expires", row->expires);
  add_kind (out, row);
  add_changes (out, row);
  line_end (out);
}

void
print_message (const MessageRow *row)
{
  print_row ("message", row);
}

void
print_change (const MessageRow *row)
{
  print_row ("change", row);
}

void
print_receipt (const MessageRow *row)
{
  GString *out = line_begin ("receipt");

  add_name_and_state (out, row);
  line_end (out);
}

void
print_person (const Receipt *receipt)
{
  GString *out = line_begin ("person");

  line_id (out, "acc", &receipt->acc);
  line_int (out, "delivered", receipt->delivered);
  line_int (out, "read", receipt->read);
  if (receipt->failed)
    line_text (out, "failed", receipt->error >= 0 ? error_name (receipt->error) : "unknown");
  line_end (out);
}

void
print_reactor (const Reactor *reactor)
{
  GString *out = line_begin ("reaction");

  line_id (out, "acc", &reactor->acc);
  line_text (out, "emoji", reactor->emoji);
  line_int (out, "time", reactor->time);
  line_end (out);
}

void
print_version (const MessageVersion *version)
{
  GString *out = line_begin ("version");

  line_text (out, "text", version->text);
  line_int (out, "time", version->time);
  line_end (out);
}

void
print_sticker (const StickerPackRow *pack, const StickerRow *row)
{
  GString *out = line_begin ("sticker");

  line_id (out, "id", &row->id);
  line_id (out, "pack", &pack->id);
  line_text (out, "pack_name", pack->name);
  line_text (out, "emoji", row->emoji);
  line_int (out, "width", row->width);
  line_int (out, "height", row->height);
  if (row->used > 0)
    line_int (out, "used", row->used);
  line_end (out);
}
