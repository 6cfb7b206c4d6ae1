/* print, chats: chats and lists of them, groups, and the people in them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "print.h"

#include "codec.h"
#include "print-line.h"

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

/* Seen is what everybody is at first. */
static void
line_trust (GString *out, Trust trust)
{
  if (trust != TRUST_SEEN)
    line_text (out, "trust", trusts[trust]);
}

void
print_chat (const ChatRow *row)
{
  GString *out = line_begin ("chat");

  line_conv (out, "conv", &row->conv);
  line_text (out, "name", row->name);
  line_int (out, "unread", row->unread);
  line_int (out, "time", row->sort_time);
  line_text (out, "draft", row->draft);
  line_bool (out, "self", row->is_self);
  line_bool (out, "blocked", row->blocked);
  line_bool (out, "pinned", row->pinned != 0);
  line_bool (out, "archived", row->archived);
  if (row->muted_until > 0)
    line_int (out, "muted_until", row->muted_until);
  line_bool (out, "mentions_only", row->mentions_only);
  line_bool (out, "marked_unread", row->marked_unread);
  line_trust (out, row->trust);
  if (row->asked)
    line_bool (out, "asked", TRUE);
  if (row->timer > 0)
    line_int (out, "timer", row->timer);
  if (row->last != NULL)
    line_text (out, "last", row->last->text);
  line_end (out);
}

void
print_list (const ListRow *row)
{
  GString *out = line_begin ("list");
  Conv conv = { CONV_BROADCAST, row->id };

  line_id (out, "id", &row->id);
  if (row->broadcast)
    line_conv (out, "conv", &conv);
  line_text (out, "name", row->name);
  line_name (out, "chats");
  g_string_append_c (out, '[');
  for (guint i = 0; i < row->chats->len; i++) {
    ConvText text;

    g_string_append_printf (out, "%s\"%s\"", i > 0 ? "," : "",
                            conv_to_text (&g_array_index (row->chats, Conv, i), text));
  }
  g_string_append_c (out, ']');
  line_end (out);
}

static void
add_members (GString *out, const GArray *members)
{
  line_name (out, "members");
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

static void
add_requests (GString *out, const GPtrArray *requests)
{
  line_name (out, "requests");
  g_string_append_c (out, '[');
  for (guint i = 0; i < requests->len; i++) {
    const GroupRequest *request = requests->pdata[i];
    Conv conv = { CONV_USER, request->acc };
    ConvText text;

    g_string_append_printf (out, "%s{\"conv\":\"%s\",\"name\":", i > 0 ? "," : "",
                            conv_to_text (&conv, text));
    codec_write_string (out, request->name);
    g_string_append_c (out, '}');
  }
  g_string_append_c (out, ']');
}

void
print_group (const GroupRow *row)
{
  GString *out = line_begin ("group");

  line_conv (out, "conv", &row->conv);
  line_text (out, "name", row->name);
  line_text (out, "about", row->about);
  line_bool (out, "inside", row->inside);
  line_bool (out, "admin", row->admin);
  g_string_append_printf (out, ",\"only_admins\":%u", row->only_admins);
  if (row->link != NULL)
    line_text (out, "link", row->link);
  line_bool (out, "doubt", row->doubt);
  add_members (out, row->members);
  if (row->requests != NULL && row->requests->len > 0)
    add_requests (out, row->requests);
  line_end (out);
}

void
print_contact (const ContactRow *row)
{
  GString *out = line_begin ("contact");
  Conv conv = { CONV_USER, row->acc };

  line_conv (out, "conv", &conv);
  line_text (out, "phone", row->phone);
  line_text (out, "name", row->name);
  line_text (out, "profile", row->profile_name);
  line_text (out, "about", row->about);
  line_bool (out, "contact", row->contact);
  line_bool (out, "blocked", row->blocked);
  line_trust (out, row->trust);
  line_end (out);
}

void
print_people (const CorePeople *people, guint added)
{
  GString *out = line_begin ("people");

  line_int (out, "people", people->people);
  line_int (out, "here", people->here->len);
  line_int (out, "added", added);
  line_int (out, "left", people->left);
  line_end (out);
}

void
print_presence (const PresenceRow *row)
{
  GString *out = line_begin ("presence");
  Conv conv = { CONV_USER, row->acc };

  line_conv (out, "conv", &conv);
  line_bool (out, "online", row->online);
  if (row->last_seen > 0)
    line_int (out, "seen", row->last_seen);
  line_end (out);
}

void
print_activity (const ActivityRow *row)
{
  GString *out = line_begin ("activity");

  line_conv (out, "conv", &row->conv);
  line_id (out, "who", &row->acc);
  line_text (out, "what", activities[row->activity]);
  line_end (out);
}

static void
add_devices (GString *out, const GArray *devices)
{
  line_name (out, "devices");
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
  GString *out = line_begin ("safety");

  line_conv (out, "conv", conv);
  line_text (out, "number", safety->number);
  line_text (out, "code", safety->code);
  line_text (out, "trust", trusts[safety->trust]);
  add_devices (out, safety->devices);
  line_end (out);
}
