/* rest: the table of HTTP calls.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rest.h"

#include "limits.h"
#include "phone.h"

#include <string.h>

#define TOKEN_LEN 43 /* 32 bytes as base64url */
#define HASH_LEN 43
#define PARTS_MAX ((LIMIT_MEDIA_MAX + LIMIT_MEDIA_PART - 1) / LIMIT_MEDIA_PART)

static const CodecField nothing_fields[] = { CODEC_END };

static const CodecField problem_fields[] = {
  CODEC_FIELD (RestProblem, code, STR, TRUE, 1, 32),
  CODEC_FIELD (RestProblem, why, STR, FALSE, 0, 300),
  CODEC_FIELD (RestProblem, retry_ms, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (RestProblem, left, INT, FALSE, 0, 100),
  CODEC_END,
};

static const CodecField server_fields[] = {
  CODEC_FIELD (RestServer, name, STR, TRUE, 1, LIMIT_NAME_MAX),
  CODEC_FIELD (RestServer, software, STR, TRUE, 1, 64),
  CODEC_FIELD (RestServer, proto_min, INT, TRUE, 1, 1000),
  CODEC_FIELD (RestServer, proto_max, INT, TRUE, 1, 1000),
  CODEC_FIELD (RestServer, codes, BOOL, TRUE, 0, 0),
  CODEC_FIELD (RestServer, open, BOOL, TRUE, 0, 0),
  CODEC_FIELD (RestServer, media_max, INT, TRUE, 0, LIMIT_MEDIA_MAX),
  CODEC_END,
};

static const CodecField code_request_fields[] = {
  CODEC_FIELD (RestCodeRequest, phone, STR, TRUE, 1, PHONE_MAX_LEN),
  CODEC_END,
};

static const CodecField code_reply_fields[] = {
  CODEC_FIELD (RestCodeReply, retry_ms, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_FIELD (RestCodeReply, ttl_ms, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField register_fields[] = {
  CODEC_FIELD (RestRegister, phone, STR, TRUE, 1, PHONE_MAX_LEN),
  CODEC_FIELD (RestRegister, code, STR, FALSE, LIMIT_CODE_DIGITS, LIMIT_CODE_DIGITS),
  CODEC_FIELD (RestRegister, invite, B64, FALSE, 16, 64),
  CODEC_FIELD (RestRegister, pin, STR, FALSE, LIMIT_PIN_MIN, LIMIT_PIN_MAX),
  CODEC_FIELD (RestRegister, tok, B64, TRUE, TOKEN_LEN, TOKEN_LEN),
  CODEC_FIELD (RestRegister, device, STR, FALSE, 1, LIMIT_NAME_MAX),
  CODEC_END,
};

static const CodecField account_fields[] = {
  CODEC_FIELD (RestAccount, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (RestAccount, dev, INT, TRUE, 1, G_MAXINT32),
  CODEC_FIELD (RestAccount, phone, STR, TRUE, 1, PHONE_MAX_LEN),
  CODEC_FIELD (RestAccount, created, BOOL, TRUE, 0, 0),
  CODEC_FIELD (RestAccount, list, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (RestAccount, by, INT, FALSE, 0, G_MAXINT32),
  CODEC_FIELD (RestAccount, pending, BOOL, FALSE, 0, 0),
  CODEC_END,
};

static const CodecField link_fields[] = {
  CODEC_FIELD (RestLink, id, ID, TRUE, 0, 0),
  CODEC_END,
};

static const CodecField link_reply_fields[] = {
  CODEC_FIELD (RestLinkReply, ttl_ms, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField device_add_fields[] = {
  CODEC_FIELD (RestDeviceAdd, link, B64, TRUE, ID_TEXT_LEN, ID_TEXT_LEN),
  CODEC_FIELD (RestDeviceAdd, tok, B64, TRUE, TOKEN_LEN, TOKEN_LEN),
  CODEC_FIELD (RestDeviceAdd, device, STR, FALSE, 1, LIMIT_NAME_MAX),
  CODEC_END,
};

static const CodecField device_fields[] = {
  CODEC_FIELD (RestDevice, dev, INT, TRUE, 1, G_MAXINT32),
  CODEC_FIELD (RestDevice, name, STR, FALSE, 1, LIMIT_NAME_MAX),
  CODEC_FIELD (RestDevice, created, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_FIELD (RestDevice, seen, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (RestDevice, current, BOOL, FALSE, 0, 0),
  CODEC_FIELD (RestDevice, pending, BOOL, FALSE, 0, 0),
  CODEC_END,
};
static const CodecSchema device_schema = { sizeof (RestDevice), device_fields };

static const CodecField devices_fields[] = {
  CODEC_FIELD_OF (RestDevices, devices, LIST, TRUE, LIMIT_DEVICES_MAX, &device_schema),
  CODEC_END,
};

static const CodecField name_fields[] = {
  CODEC_FIELD (RestName, name, STR, TRUE, 1, LIMIT_NAME_MAX),
  CODEC_END,
};

static const CodecField device_no_fields[] = {
  CODEC_FIELD (RestDeviceNo, dev, INT, TRUE, 1, G_MAXINT32),
  CODEC_END,
};
static const CodecSchema device_no_schema = { sizeof (RestDeviceNo), device_no_fields };

static const CodecField account_devices_fields[] = {
  CODEC_FIELD_OF (RestAccountDevices, devs, LIST, TRUE, LIMIT_DEVICES_MAX, &device_no_schema),
  CODEC_FIELD (RestAccountDevices, list, B64, FALSE, 1, LIMIT_LIST_MAX),
  CODEC_END,
};

static const CodecField list_fields[] = {
  CODEC_FIELD (RestList, version, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (RestList, list, B64, TRUE, 1, LIMIT_LIST_MAX),
  CODEC_FIELD_OF (RestList, devs, LIST, TRUE, LIMIT_DEVICES_MAX, &device_no_schema),
  CODEC_END,
};

static const CodecField key_fields[] = {
  CODEC_FIELD (RestKey, id, INT, TRUE, 1, G_MAXINT32),
  CODEC_FIELD (RestKey, key, B64, TRUE, 1, LIMIT_KEY_MAX),
  CODEC_END,
};
static const CodecSchema key_schema = { sizeof (RestKey), key_fields };

static const CodecField keys_fields[] = {
  CODEC_FIELD_OF (RestKeys, spk, STRUCT, FALSE, 0, &key_schema),
  CODEC_FIELD_OF (RestKeys, last, STRUCT, FALSE, 0, &key_schema),
  CODEC_FIELD_OF (RestKeys, klast, STRUCT, FALSE, 0, &key_schema),
  CODEC_FIELD_OF (RestKeys, ones, LIST, FALSE, LIMIT_KEYS_MAX, &key_schema),
  CODEC_FIELD_OF (RestKeys, kems, LIST, FALSE, LIMIT_KEYS_MAX, &key_schema),
  CODEC_END,
};

static const CodecField key_count_fields[] = {
  CODEC_FIELD (RestKeyCount, ones, INT, TRUE, 0, LIMIT_KEYS_MAX),
  CODEC_FIELD (RestKeyCount, kems, INT, TRUE, 0, LIMIT_KEYS_MAX),
  CODEC_END,
};

static const CodecField key_request_fields[] = {
  CODEC_FIELD_OF (RestKeyRequest, devs, LIST, TRUE, LIMIT_DEVICES_MAX, &device_no_schema),
  CODEC_END,
};

static const CodecField bundle_fields[] = {
  CODEC_FIELD (RestBundle, dev, INT, TRUE, 1, G_MAXINT32),
  CODEC_FIELD_OF (RestBundle, spk, STRUCT, TRUE, 0, &key_schema),
  CODEC_FIELD_OF (RestBundle, one, STRUCT, TRUE, 0, &key_schema),
  CODEC_FIELD_OF (RestBundle, kem, STRUCT, TRUE, 0, &key_schema),
  CODEC_END,
};
static const CodecSchema bundle_schema = { sizeof (RestBundle), bundle_fields };

static const CodecField bundles_fields[] = {
  CODEC_FIELD_OF (RestBundles, bundles, LIST, TRUE, LIMIT_DEVICES_MAX, &bundle_schema),
  CODEC_END,
};

static const CodecField group_append_fields[] = {
  CODEC_FIELD (RestGroupAppend, n, INT, TRUE, 1, G_MAXINT32),
  CODEC_FIELD (RestGroupAppend, prev, B64, FALSE, HASH_LEN, HASH_LEN),
  CODEC_FIELD (RestGroupAppend, change, B64, TRUE, 1, LIMIT_CHANGE_MAX),
  CODEC_FIELD (RestGroupAppend, members, IDS, TRUE, 0, LIMIT_MEMBERS_MAX),
  CODEC_END,
};

static const CodecField group_ask_fields[] = {
  CODEC_FIELD (RestGroupAsk, after, INT, TRUE, 0, G_MAXINT32),
  CODEC_END,
};

static const CodecField change_fields[] = {
  CODEC_FIELD (RestChange, n, INT, TRUE, 1, G_MAXINT32),
  CODEC_FIELD (RestChange, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (RestChange, dev, INT, TRUE, 1, G_MAXINT32),
  CODEC_FIELD (RestChange, ts, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_FIELD (RestChange, change, B64, TRUE, 1, LIMIT_CHANGE_MAX),
  CODEC_END,
};
static const CodecSchema change_schema = { sizeof (RestChange), change_fields };

static const CodecField changes_fields[] = {
  CODEC_FIELD_OF (RestChanges, changes, LIST, TRUE, LIMIT_CHANGES_PAGE, &change_schema),
  CODEC_FIELD (RestChanges, more, BOOL, FALSE, 0, 0),
  CODEC_END,
};

static const CodecField group_fields[] = {
  CODEC_FIELD (RestGroup, grp, ID, TRUE, 0, 0),
  CODEC_FIELD (RestGroup, n, INT, TRUE, 1, G_MAXINT32),
  CODEC_END,
};
static const CodecSchema group_schema = { sizeof (RestGroup), group_fields };

static const CodecField member_fields[] = {
  CODEC_FIELD (RestMember, acc, ID, TRUE, 0, 0),
  CODEC_FIELD_OF (RestMember, devs, LIST, TRUE, LIMIT_DEVICES_MAX, &device_no_schema),
  CODEC_END,
};
static const CodecSchema member_schema = { sizeof (RestMember), member_fields };

static const CodecField group_devices_fields[] = {
  CODEC_FIELD (RestGroupDevices, set, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD_OF (RestGroupDevices, members, LIST, TRUE, LIMIT_MEMBERS_MAX, &member_schema),
  CODEC_END,
};

static const CodecField group_link_fields[] = {
  CODEC_FIELD (RestGroupLink, tok_hash, B64, FALSE, HASH_LEN, HASH_LEN),
  CODEC_FIELD (RestGroupLink, preview, B64, FALSE, 1, LIMIT_PREVIEW_MAX),
  CODEC_FIELD (RestGroupLink, asks, IDS, FALSE, 0, LIMIT_ASKS_MAX),
  CODEC_END,
};

static const CodecField join_fields[] = {
  CODEC_FIELD (RestJoin, tok, B64, TRUE, TOKEN_LEN, TOKEN_LEN),
  CODEC_END,
};

static const CodecField join_reply_fields[] = {
  CODEC_FIELD (RestJoinReply, grp, ID, TRUE, 0, 0),
  CODEC_FIELD (RestJoinReply, members, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_FIELD (RestJoinReply, preview, B64, TRUE, 1, LIMIT_PREVIEW_MAX),
  CODEC_FIELD (RestJoinReply, asks, IDS, TRUE, 0, LIMIT_ASKS_MAX),
  CODEC_END,
};

static const CodecField groups_fields[] = {
  CODEC_FIELD_OF (RestGroups, groups, LIST, TRUE, LIMIT_GROUPS_MAX, &group_schema),
  CODEC_END,
};

static const CodecField find_fields[] = {
  CODEC_FIELD (RestFind, phones, STRS, TRUE, 0, LIMIT_FIND_MAX),
  CODEC_END,
};

static const CodecField found_one_fields[] = {
  CODEC_FIELD (RestFoundOne, phone, STR, TRUE, 1, PHONE_MAX_LEN),
  CODEC_FIELD (RestFoundOne, acc, ID, TRUE, 0, 0),
  CODEC_END,
};
static const CodecSchema found_one_schema = { sizeof (RestFoundOne), found_one_fields };

static const CodecField found_fields[] = {
  CODEC_FIELD_OF (RestFound, found, LIST, TRUE, LIMIT_FIND_MAX, &found_one_schema),
  CODEC_END,
};

static const CodecField pin_fields[] = {
  CODEC_FIELD (RestPin, pin, STR, TRUE, LIMIT_PIN_MIN, LIMIT_PIN_MAX),
  CODEC_END,
};

static const CodecField privacy_fields[] = {
  CODEC_FIELD (RestPrivacy, online, INT, TRUE, 0, 2),
  CODEC_FIELD (RestPrivacy, seen, INT, TRUE, 0, 2),
  CODEC_FIELD (RestPrivacy, hidden, BOOL, TRUE, 0, 0),
  CODEC_END,
};

static const CodecField report_fields[] = {
  CODEC_FIELD (RestReport, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (RestReport, reason, STR, FALSE, 0, LIMIT_ABOUT_MAX),
  CODEC_END,
};

static const CodecField phone_fields[] = {
  CODEC_FIELD (RestPhone, phone, STR, TRUE, 1, PHONE_MAX_LEN),
  CODEC_FIELD (RestPhone, code, STR, FALSE, LIMIT_CODE_DIGITS, LIMIT_CODE_DIGITS),
  CODEC_FIELD (RestPhone, pin, STR, FALSE, LIMIT_PIN_MIN, LIMIT_PIN_MAX),
  CODEC_END,
};

static const CodecField leave_fields[] = {
  CODEC_FIELD (RestLeave, pin, STR, FALSE, LIMIT_PIN_MIN, LIMIT_PIN_MAX),
  CODEC_END,
};

static const CodecField media_create_fields[] = {
  CODEC_FIELD (RestMediaCreate, size, INT, TRUE, 1, LIMIT_MEDIA_MAX),
  CODEC_FIELD (RestMediaCreate, kind, STR, FALSE, 1, 16),
  CODEC_END,
};

static const CodecField header_fields[] = {
  CODEC_FIELD (RestHeader, name, STR, TRUE, 1, 64),
  CODEC_FIELD (RestHeader, value, STR, TRUE, 0, 256),
  CODEC_END,
};
static const CodecSchema header_schema = { sizeof (RestHeader), header_fields };

static const CodecField part_no_fields[] = {
  CODEC_FIELD (RestPartNo, n, INT, TRUE, 1, PARTS_MAX),
  CODEC_END,
};
static const CodecSchema part_no_schema = { sizeof (RestPartNo), part_no_fields };

static const CodecField media_slot_fields[] = {
  CODEC_FIELD (RestMediaSlot, url, STR, FALSE, 1, 4096),
  CODEC_FIELD_OF (RestMediaSlot, headers, LIST, FALSE, 16, &header_schema),
  CODEC_FIELD_OF (RestMediaSlot, parts, LIST, FALSE, PARTS_MAX, &part_no_schema),
  CODEC_FIELD (RestMediaSlot, ttl_ms, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField parts_ask_fields[] = {
  CODEC_FIELD_OF (RestPartsAsk, parts, LIST, TRUE, LIMIT_MEDIA_PARTS_PAGE, &part_no_schema),
  CODEC_END,
};

static const CodecField part_slot_fields[] = {
  CODEC_FIELD (RestPartSlot, n, INT, TRUE, 1, PARTS_MAX),
  CODEC_FIELD (RestPartSlot, url, STR, TRUE, 1, 4096),
  CODEC_FIELD_OF (RestPartSlot, headers, LIST, TRUE, 16, &header_schema),
  CODEC_END,
};
static const CodecSchema part_slot_schema = { sizeof (RestPartSlot), part_slot_fields };

static const CodecField part_slots_fields[] = {
  CODEC_FIELD_OF (RestPartSlots, parts, LIST, TRUE, LIMIT_MEDIA_PARTS_PAGE, &part_slot_schema),
  CODEC_FIELD (RestPartSlots, ttl_ms, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField media_fields[] = {
  CODEC_FIELD (RestMedia, url, STR, TRUE, 1, 4096),
  CODEC_FIELD (RestMedia, size, INT, TRUE, 1, LIMIT_MEDIA_MAX),
  CODEC_FIELD (RestMedia, ttl_ms, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField backup_fields[] = {
  CODEC_FIELD (RestBackup, id, ID, TRUE, 0, 0),
  CODEC_FIELD (RestBackup, size, INT, TRUE, 1, LIMIT_MEDIA_MAX),
  CODEC_FIELD (RestBackup, ts, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField wrap_fields[] = {
  CODEC_FIELD (RestWrap, wrap, B64, FALSE, 1, LIMIT_WRAP_MAX),
  CODEC_END,
};

static const RestInfo calls[REST_N_CALLS] = {
#define REST_ROW_(NAME, method, path, auth, Q, q, R, r)                                            \
  [REST_##NAME] = { method, path, auth, { sizeof (Q), q##_fields }, { sizeof (R), r##_fields } },
  REST_CALLS (REST_ROW_)
#undef REST_ROW_
};

const RestInfo *
rest_info (RestCall call)
{
  return &calls[call];
}

const CodecSchema *
rest_problem_schema (void)
{
  static const CodecSchema schema = { sizeof (RestProblem), problem_fields };

  return &schema;
}

char *
rest_path (RestCall call, const char *param)
{
  const char *path = calls[call].path;
  const char *open = strchr (path, '{');
  g_autofree char *escaped = NULL;

  if (open == NULL)
    return g_strdup (path);
  escaped = g_uri_escape_string (param, NULL, FALSE);
  return g_strdup_printf ("%.*s%s%s", (int) (open - path), path, escaped, strchr (open, '}') + 1);
}

static gboolean
path_fits (const char *pattern, const char *path, char **param)
{
  const char *open = strchr (pattern, '{');
  gsize head, tail, len = strlen (path);

  if (open == NULL)
    return strcmp (pattern, path) == 0;
  head = open - pattern;
  tail = strlen (strchr (open, '}') + 1);
  if (len <= head + tail || strncmp (pattern, path, head) != 0 ||
      strcmp (path + len - tail, strchr (open, '}') + 1) != 0 ||
      memchr (path + head, '/', len - head - tail) != NULL)
    return FALSE;
  *param = g_strndup (path + head, len - head - tail);
  return TRUE;
}

RestCall
rest_match (const char *method, const char *path, char **param, gboolean *known_path)
{
  *known_path = FALSE;
  for (RestCall call = 0; call < REST_N_CALLS; call++) {
    *param = NULL;
    if (!path_fits (calls[call].path, path, param))
      continue;
    *known_path = TRUE;
    if (strcmp (calls[call].method, method) == 0)
      return call;
    g_clear_pointer (param, g_free);
  }
  return REST_N_CALLS;
}
