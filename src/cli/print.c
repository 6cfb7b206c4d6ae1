/* print: one object a line, flushed at once, so that a pipe can be read while the program runs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "print.h"

#include "codec.h"

#include <stdio.h>

static GString *
begin (const char *type)
{
  GString *out = g_string_new ("{\"type\":");

  codec_write_string (out, type);
  return out;
}

static void
end (GString *out)
{
  g_string_append (out, "}\n");
  fwrite (out->str, 1, out->len, stdout);
  fflush (stdout);
  g_string_free (out, TRUE);
}

static void
add_name (GString *out, const char *name)
{
  g_string_append_c (out, ',');
  codec_write_string (out, name);
  g_string_append_c (out, ':');
}

static void
add_text (GString *out, const char *name, const char *value)
{
  if (value == NULL || value[0] == '\0')
    return;
  add_name (out, name);
  codec_write_string (out, value);
}

static void
add_int (GString *out, const char *name, gint64 value)
{
  add_name (out, name);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
}

static void
add_bool (GString *out, const char *name, gboolean value)
{
  if (!value)
    return;
  add_name (out, name);
  g_string_append (out, "true");
}

static void
add_id (GString *out, const char *name, const Id *id)
{
  IdText text;

  if (!id_is_none (id))
    add_text (out, name, id_to_text (id, text));
}

static void
add_conv (GString *out, const char *name, const Conv *conv)
{
  ConvText text;

  add_text (out, name, conv_to_text (conv, text));
}

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

static const char *const links[] = {
  [LINK_OFF] = "off",           [LINK_WAITING] = "waiting", [LINK_CONNECTING] = "connecting",
  [LINK_UPDATING] = "updating", [LINK_LIVE] = "live",
};

static const char *const trusts[] = {
  [TRUST_SEEN] = "seen",
  [TRUST_VERIFIED] = "verified",
  [TRUST_CHANGED] = "changed",
  [TRUST_STOPPED] = "stopped",
};

static const char *const activities[] = {
  [ACTIVITY_IDLE] = "idle",
  [ACTIVITY_TYPING] = "typing",
  [ACTIVITY_RECORDING] = "recording",
};

static void
add_media (GString *out, const Media *media)
{
  add_text (out, "mime", media->mime);
  add_text (out, "file", media->name);
  add_int (out, "size", media->size);
  if (media->width > 0) {
    add_int (out, "width", media->width);
    add_int (out, "height", media->height);
  }
  add_bool (out, "here", media->file != NULL);
  add_text (out, "transfer", transfers[media->transfer]);
}

/* Not every error comes by wire. */
static const char *
error_name (int error)
{
  return error == WHIN_ERROR_UNTRUSTED ? "untrusted" : error_to_wire (error);
}

static void
add_name_and_state (GString *out, const MessageRow *row)
{
  add_conv (out, "conv", &row->conv);
  add_id (out, "author", &row->author);
  add_id (out, "id", &row->id);
  add_text (out, "state", states[row->state]);
  if (row->error >= 0)
    add_text (out, "error", error_name (row->error));
}

static void
add_people (GString *out, const GArray *people)
{
  add_name (out, "people");
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
  add_bool (out, "multiple", poll->multiple);
  add_bool (out, "ended", poll->ended);
  add_int (out, "voters", poll->voters);
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
    add_int (out, "lat", row->spot->lat);
    add_int (out, "lon", row->spot->lon);
  }
  if (row->card != NULL)
    add_text (out, "phone", row->card->phone);
  if (row->preview != NULL)
    add_text (out, "preview", row->preview->title);
  if (row->once != ONCE_NOT)
    add_text (out, "once", row->once == ONCE_WAITS ? "waits" : "opened");
}

static void
add_mentions (GString *out, const GArray *mentions)
{
  add_name (out, "mentions");
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
  add_name (out, "reactions");
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
    add_id (out, "re", &row->quote_id);
    add_id (out, "re_author", &row->quote_author);
  }
  if (row->quoted != NULL)
    add_text (out, "quoted", row->quoted->text);
  if (row->mentions != NULL)
    add_mentions (out, row->mentions);
  if (row->reactions != NULL)
    add_reactions (out, row->reactions);
  if (row->edited)
    add_bool (out, "edited", TRUE);
  if (row->starred)
    add_bool (out, "starred", TRUE);
  if (row->pinned)
    add_bool (out, "pinned", TRUE);
  if (row->forwarded)
    add_bool (out, "forwarded", TRUE);
}

static void
print_row (const char *type, const MessageRow *row)
{
  GString *out = begin (type);

  add_name_and_state (out, row);
  add_text (out, "kind", kinds[row->kind]);
  add_bool (out, "own", row->own);
  add_int (out, "ord", row->ord);
  add_int (out, "time", row->time);
  add_text (out, "text", row->text);
  if (row->media != NULL)
    add_media (out, row->media);
  if (row->people != NULL)
    add_people (out, row->people);
  if (row->expires > 0)
    add_int (out, "expires", row->expires);
  add_kind (out, row);
  add_changes (out, row);
  end (out);
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
print_person (const Receipt *receipt)
{
  GString *out = begin ("person");

  add_id (out, "acc", &receipt->acc);
  add_int (out, "delivered", receipt->delivered);
  add_int (out, "read", receipt->read);
  end (out);
}

void
print_reactor (const Reactor *reactor)
{
  GString *out = begin ("reaction");

  add_id (out, "acc", &reactor->acc);
  add_text (out, "emoji", reactor->emoji);
  add_int (out, "time", reactor->time);
  end (out);
}

void
print_version (const MessageVersion *version)
{
  GString *out = begin ("version");

  add_text (out, "text", version->text);
  add_int (out, "time", version->time);
  end (out);
}

void
print_receipt (const MessageRow *row)
{
  GString *out = begin ("receipt");

  add_name_and_state (out, row);
  end (out);
}

/* Seen is what everybody is at first. */
static void
add_trust (GString *out, Trust trust)
{
  if (trust != TRUST_SEEN)
    add_text (out, "trust", trusts[trust]);
}

void
print_chat (const ChatRow *row)
{
  GString *out = begin ("chat");

  add_conv (out, "conv", &row->conv);
  add_text (out, "name", row->name);
  add_int (out, "unread", row->unread);
  add_int (out, "time", row->sort_time);
  add_text (out, "draft", row->draft);
  add_bool (out, "self", row->is_self);
  add_bool (out, "blocked", row->blocked);
  add_bool (out, "pinned", row->pinned != 0);
  add_bool (out, "archived", row->archived);
  if (row->muted_until > 0)
    add_int (out, "muted_until", row->muted_until);
  add_bool (out, "mentions_only", row->mentions_only);
  add_bool (out, "marked_unread", row->marked_unread);
  add_trust (out, row->trust);
  if (row->timer > 0)
    add_int (out, "timer", row->timer);
  if (row->last != NULL)
    add_text (out, "last", row->last->text);
  end (out);
}

void
print_list (const ListRow *row)
{
  GString *out = begin ("list");

  add_id (out, "id", &row->id);
  add_text (out, "name", row->name);
  add_name (out, "chats");
  g_string_append_c (out, '[');
  for (guint i = 0; i < row->chats->len; i++) {
    ConvText text;

    g_string_append_printf (out, "%s\"%s\"", i > 0 ? "," : "",
                            conv_to_text (&g_array_index (row->chats, Conv, i), text));
  }
  g_string_append_c (out, ']');
  end (out);
}

static void
add_members (GString *out, const GArray *members)
{
  add_name (out, "members");
  g_string_append_c (out, '[');
  for (guint i = 0; i < members->len; i++) {
    const GroupRowMember *member = &g_array_index (members, GroupRowMember, i);
    Conv conv = { CONV_USER, member->acc };
    ConvText text;

    g_string_append_printf (out, "%s{\"conv\":\"%s\",\"admin\":%s}", i > 0 ? "," : "",
                            conv_to_text (&conv, text), member->admin ? "true" : "false");
  }
  g_string_append_c (out, ']');
}

void
print_group (const GroupRow *row)
{
  GString *out = begin ("group");

  add_conv (out, "conv", &row->conv);
  add_text (out, "name", row->name);
  add_text (out, "about", row->about);
  add_bool (out, "inside", row->inside);
  add_bool (out, "admin", row->admin);
  g_string_append_printf (out, ",\"only_admins\":%u", row->only_admins);
  if (row->link != NULL)
    add_text (out, "link", row->link);
  add_bool (out, "doubt", row->doubt);
  add_members (out, row->members);
  end (out);
}

void
print_contact (const ContactRow *row)
{
  GString *out = begin ("contact");
  Conv conv = { CONV_USER, row->acc };

  add_conv (out, "conv", &conv);
  add_text (out, "phone", row->phone);
  add_text (out, "name", row->name);
  add_text (out, "profile", row->profile_name);
  add_text (out, "about", row->about);
  add_bool (out, "contact", row->contact);
  add_bool (out, "blocked", row->blocked);
  add_trust (out, row->trust);
  end (out);
}

void
print_presence (const PresenceRow *row)
{
  GString *out = begin ("presence");
  Conv conv = { CONV_USER, row->acc };

  add_conv (out, "conv", &conv);
  add_bool (out, "online", row->online);
  if (row->last_seen > 0)
    add_int (out, "seen", row->last_seen);
  end (out);
}

void
print_activity (const ActivityRow *row)
{
  GString *out = begin ("activity");

  add_conv (out, "conv", &row->conv);
  add_id (out, "who", &row->acc);
  add_text (out, "what", activities[row->activity]);
  end (out);
}

static void
add_link (GString *out, const LinkRow *row)
{
  add_text (out, "state", links[row->state]);
  add_text (out, "why", row->why);
}

void
print_link (const LinkRow *row)
{
  GString *out = begin ("link");

  add_link (out, row);
  end (out);
}

void
print_account (const AccountRow *account, const LinkRow *link)
{
  GString *out = begin ("account");
  Conv conv = { CONV_USER, account->acc };

  add_conv (out, "conv", &conv);
  add_int (out, "dev", account->dev);
  add_text (out, "phone", account->phone);
  add_text (out, "server", account->server);
  add_text (out, "name", account->name);
  add_text (out, "about", account->about);
  add_bool (out, "revoked", account->revoked);
  add_bool (out, "copied", account->copied);
  if (link != NULL)
    add_link (out, link);
  end (out);
}

void
print_device (const CoreDevice *device)
{
  GString *out = begin ("device");

  add_int (out, "dev", device->dev);
  add_text (out, "name", device->name);
  add_int (out, "created", device->created);
  if (device->seen > 0)
    add_int (out, "seen", device->seen);
  add_bool (out, "current", device->current);
  end (out);
}

void
print_value (const char *type, const char *name, const char *value)
{
  GString *out = begin (type);

  add_text (out, name, value);
  end (out);
}

void
print_code_and_words (const char *code, const char *words)
{
  GString *out = begin ("code");

  add_text (out, "code", code);
  add_text (out, "words", words);
  end (out);
}

void
print_pairing (const PairingRow *row)
{
  static const char *const pairing_states[] = {
    [PAIRING_NONE] = "none",       [PAIRING_SHOWN] = "shown", [PAIRING_COMPARE] = "compare",
    [PAIRING_JOINING] = "joining", [PAIRING_DONE] = "done",   [PAIRING_FAILED] = "failed",
  };
  GString *out = begin ("pairing");
  g_autoptr (GString) pictures = g_string_new (NULL);

  add_text (out, "state", pairing_states[row->state]);
  add_text (out, "device", row->device);
  for (guint i = 0; row->state == PAIRING_COMPARE && i < PAIRING_PICTURES; i++) {
    const char *name;

    core_link_picture (row->pictures[i], &name);
    g_string_append_printf (pictures, "%s%s", i > 0 ? ", " : "", name);
  }
  if (pictures->len > 0)
    add_text (out, "pictures", pictures->str);
  end (out);
}

static void
add_devices (GString *out, const GArray *devices)
{
  add_name (out, "devices");
  for (guint i = 0; i < devices->len; i++) {
    const CoreSafetyDevice *device = &g_array_index (devices, CoreSafetyDevice, i);

    g_string_append_printf (out, "%s{\"dev\":%" G_GINT64_FORMAT ",\"added\":%" G_GINT64_FORMAT "}",
                            i == 0 ? "[" : ",", device->dev, device->added);
  }
  g_string_append (out, devices->len > 0 ? "]" : "[]");
}

void
print_safety (const Conv *conv, const CoreSafety *safety)
{
  GString *out = begin ("safety");

  add_conv (out, "conv", conv);
  add_text (out, "number", safety->number);
  add_text (out, "code", safety->code);
  add_text (out, "trust", trusts[safety->trust]);
  add_devices (out, safety->devices);
  end (out);
}

void
print_work (const WorkRow *row)
{
  static const char *const work_kinds[] = {
    [WORK_BACKUP_FILE] = "backup",    [WORK_BACKUP_SERVER] = "backup-server",
    [WORK_RESTORE] = "restore",       [WORK_HISTORY_OUT] = "history-out",
    [WORK_HISTORY_IN] = "history-in",
  };
  static const char *const work_states[] = {
    [WORK_RUNNING] = "running",
    [WORK_WAITING] = "waiting",
    [WORK_DONE] = "done",
    [WORK_FAILED] = "failed",
  };
  GString *out = begin ("work");

  add_text (out, "what", work_kinds[row->kind]);
  add_text (out, "state", work_states[row->state]);
  add_int (out, "done", row->done);
  add_text (out, "why", row->why);
  end (out);
}

void
print_backup (const BackupRow *row)
{
  GString *out = begin ("backups");

  add_bool (out, "recovery", row->recovery);
  add_bool (out, "daily", row->daily);
  if (row->time > 0) {
    add_int (out, "time", row->time);
    add_int (out, "size", row->size);
  }
  end (out);
}

void
print_backup_file (const CoreBackup *backup)
{
  GString *out = begin ("backup");

  add_text (out, "phone", backup->phone);
  add_text (out, "server", backup->server);
  add_text (out, "name", backup->name);
  add_int (out, "time", backup->time);
  add_int (out, "messages", backup->messages);
  end (out);
}
