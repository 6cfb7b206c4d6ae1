/* groupop: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "groupop.h"

#include "error.h"
#include "keytype.h"
#include "limits.h"
#include "pack.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define FORMAT 1
#define LABEL_SIGN "whinchat/e2ee/v1/groupop"
#define LABEL_HASH "whinchat/e2ee/v1/groupop-hash"
#define LABEL_KEY "whinchat/e2ee/v1/account-key"

/* What each kind of change carries. */
static const struct {
  guint subjects_min, subjects_max;
  gboolean has_key, has_role, has_title, has_timer, has_rules, has_secret, has_link;
} kinds[] = {
  [GROUP_CREATE] = { 1, GROUP_SUBJECTS_MAX, .has_key = TRUE, .has_role = TRUE, .has_title = TRUE,
                     .has_secret = TRUE },
  [GROUP_ADD] = { 1, GROUP_SUBJECTS_MAX, .has_key = TRUE, .has_role = TRUE },
  [GROUP_REMOVE] = { 1, GROUP_SUBJECTS_MAX, .has_secret = TRUE },
  [GROUP_LEAVE] = { 0, 0 },
  [GROUP_ROLE] = { 1, 1, .has_role = TRUE },
  [GROUP_RENAME] = { 0, 0, .has_title = TRUE },
  [GROUP_TIMER] = { 0, 0, .has_timer = TRUE },
  [GROUP_RULES] = { 0, 0, .has_rules = TRUE },
  [GROUP_SECRET] = { 0, 0, .has_secret = TRUE },
  [GROUP_LINK] = { 0, 0, .has_link = TRUE },
};

GroupOp *
groupop_new (GroupOpKind kind)
{
  GroupOp *op = g_new0 (GroupOp, 1);

  op->kind = kind;
  op->subjects = g_array_new (FALSE, TRUE, sizeof (GroupSubject));
  op->name = g_strdup ("");
  op->about = g_strdup ("");
  op->avatar = g_bytes_new (NULL, 0);
  return op;
}

void
groupop_add_subject (GroupOp *op, const GroupSubject *subject)
{
  guint at = op->subjects->len;

  while (at > 0 && id_compare (&g_array_index (op->subjects, GroupSubject, at - 1).account,
                               &subject->account) > 0)
    at--;
  g_array_insert_vals (op->subjects, at, subject, 1);
}

void
groupop_free (GroupOp *op)
{
  if (op == NULL)
    return;
  g_array_unref (op->subjects);
  g_free (op->name);
  g_free (op->about);
  g_bytes_unref (op->avatar);
  g_free (op);
}

/* -- Packing. -- */

static void
pack_subject (GByteArray *out, GroupOpKind kind, const GroupSubject *subject)
{
  pack_id (out, &subject->account);
  if (kinds[kind].has_key) {
    pack_u8 (out, KEY_TYPE_ACCOUNT);
    pack_bytes (out, subject->key_hash, sizeof subject->key_hash);
  }
  if (kinds[kind].has_role)
    pack_u8 (out, (guint8) subject->role);
}

static GByteArray *
pack_op (const GroupOp *op)
{
  GByteArray *out = g_byte_array_new ();

  pack_u8 (out, FORMAT);
  pack_id (out, &op->group);
  pack_u32 (out, op->n);
  pack_bytes (out, op->before, sizeof op->before);
  pack_u8 (out, (guint8) op->kind);
  pack_id (out, &op->actor);
  pack_u32 (out, op->device);
  pack_u64 (out, (guint64) op->time);
  pack_u16 (out, (guint16) op->subjects->len);
  for (guint i = 0; i < op->subjects->len; i++)
    pack_subject (out, op->kind, &g_array_index (op->subjects, GroupSubject, i));
  if (kinds[op->kind].has_title) {
    pack_string (out, op->name, strlen (op->name));
    pack_string (out, op->about, strlen (op->about));
    pack_string (out, g_bytes_get_data (op->avatar, NULL), g_bytes_get_size (op->avatar));
  }
  if (kinds[op->kind].has_timer)
    pack_u32 (out, op->timer);
  if (kinds[op->kind].has_rules)
    pack_u8 (out, op->rules);
  if (kinds[op->kind].has_secret)
    pack_bytes (out, op->secret, sizeof op->secret);
  if (kinds[op->kind].has_link) {
    pack_u8 (out, (guint8) op->link_mode);
    pack_bytes (out, op->link, sizeof op->link);
  }
  return out;
}

static void
unpack_subject (Unpack *in, GroupOpKind kind, GroupSubject *subject)
{
  subject->account = unpack_id (in);
  if (kinds[kind].has_key) {
    if (unpack_u8 (in) != KEY_TYPE_ACCOUNT)
      unpack_refuse (in);
    unpack_bytes (in, subject->key_hash, sizeof subject->key_hash);
  }
  if (kinds[kind].has_role)
    subject->role = unpack_u8 (in);
}

static void
unpack_subjects (Unpack *in, GroupOp *op)
{
  guint count = unpack_u16 (in);

  if (count > kinds[op->kind].subjects_max)
    unpack_refuse (in);
  for (guint i = 0; i < count && !in->failed; i++) {
    GroupSubject subject = { 0 };

    unpack_subject (in, op->kind, &subject);
    g_array_append_val (op->subjects, subject);
  }
}

static void
unpack_text (Unpack *in, gsize max, char **text)
{
  gsize len;
  const guint8 *at = unpack_string (in, max, &len);

  if (len > 0 && memchr (at, 0, len) != NULL)
    unpack_refuse (in);
  g_free (*text);
  *text = g_strndup (at != NULL ? (const char *) at : "", len);
}

static void
unpack_title (Unpack *in, GroupOp *op)
{
  gsize len;
  const guint8 *at;

  unpack_text (in, GROUP_NAME_BYTES_MAX, &op->name);
  unpack_text (in, GROUP_ABOUT_BYTES_MAX, &op->about);
  at = unpack_string (in, GROUP_AVATAR_BYTES_MAX, &len);
  g_bytes_unref (op->avatar);
  op->avatar = g_bytes_new (at, len);
}

static void
unpack_op (Unpack *in, GroupOp *op)
{
  if (unpack_u8 (in) != FORMAT)
    unpack_refuse (in);
  op->group = unpack_id (in);
  op->n = unpack_u32 (in);
  unpack_bytes (in, op->before, sizeof op->before);
  op->kind = unpack_u8 (in);
  if (op->kind < GROUP_CREATE || op->kind > GROUP_LINK) {
    op->kind = GROUP_LEAVE;
    unpack_refuse (in);
  }
  op->actor = unpack_id (in);
  op->device = unpack_u32 (in);
  op->time = (gint64) unpack_u64 (in);
  unpack_subjects (in, op);
  if (kinds[op->kind].has_title)
    unpack_title (in, op);
  if (kinds[op->kind].has_timer)
    op->timer = unpack_u32 (in);
  if (kinds[op->kind].has_rules)
    op->rules = unpack_u8 (in);
  if (kinds[op->kind].has_secret)
    unpack_bytes (in, op->secret, sizeof op->secret);
  if (kinds[op->kind].has_link) {
    op->link_mode = unpack_u8 (in);
    unpack_bytes (in, op->link, sizeof op->link);
  }
}

/* -- What is well formed. -- */

static gboolean
subjects_are_sound (const GroupOp *op)
{
  const GroupSubject *all = (const GroupSubject *) (gpointer) op->subjects->data;

  if (op->subjects->len < kinds[op->kind].subjects_min ||
      op->subjects->len > kinds[op->kind].subjects_max)
    return FALSE;
  for (guint i = 0; i < op->subjects->len; i++) {
    if (id_is_none (&all[i].account) ||
        (i > 0 && id_compare (&all[i - 1].account, &all[i].account) >= 0))
      return FALSE;
    if (kinds[op->kind].has_role && all[i].role != GROUP_MEMBER && all[i].role != GROUP_ADMIN)
      return FALSE;
  }
  return TRUE;
}

static gboolean
text_is_sound (const char *text, gsize bytes_max, glong max)
{
  gsize len = strlen (text);

  return len <= bytes_max && g_utf8_validate_len (text, len, NULL) &&
         g_utf8_strlen (text, (gssize) len) <= max;
}

static gboolean
title_is_sound (const GroupOp *op)
{
  return g_bytes_get_size (op->avatar) <= GROUP_AVATAR_BYTES_MAX && op->name[0] != '\0' &&
         text_is_sound (op->name, GROUP_NAME_BYTES_MAX, LIMIT_NAME_MAX) &&
         text_is_sound (op->about, GROUP_ABOUT_BYTES_MAX, LIMIT_GROUP_ABOUT_MAX);
}

/* A link that is none holds nothing, and one that is something. */
static gboolean
link_is_sound (const GroupOp *op)
{
  return op->link_mode <= GROUP_LINK_OPEN &&
         (op->link_mode == GROUP_LINK_NONE) == sodium_is_zero (op->link, sizeof op->link);
}

static gboolean
parts_are_sound (const GroupOp *op)
{
  return (!kinds[op->kind].has_title || title_is_sound (op)) && op->timer <= GROUP_TIMER_MAX &&
         (op->rules & ~GROUP_RULES_ALL) == 0 && link_is_sound (op) &&
         (!kinds[op->kind].has_secret || !sodium_is_zero (op->secret, sizeof op->secret));
}

static gboolean
is_sound (const GroupOp *op)
{
  gboolean first = op->kind == GROUP_CREATE;

  return !id_is_none (&op->group) && !id_is_none (&op->actor) && op->device != 0 && op->time > 0 &&
         op->n > 0 && (op->n == 1) == first &&
         (!first || sodium_is_zero (op->before, sizeof op->before)) && subjects_are_sound (op) &&
         parts_are_sound (op);
}

/* -- Signed. -- */

GBytes *
groupop_sign (const GroupOp *op, const guint8 secret[PRIM_SIGN_SECRET_BYTES], GError **error)
{
  guint8 signature[PRIM_SIGNATURE_BYTES];
  GByteArray *out;

  if (!is_sound (op)) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME,
                         _ ("The group cannot be changed like this."));
    return NULL;
  }
  out = pack_op (op);
  prim_sign (secret, LABEL_SIGN, out->data, out->len, signature);
  pack_bytes (out, signature, sizeof signature);
  return g_byte_array_free_to_bytes (out);
}

static gsize
signed_part (gsize len)
{
  return len > PRIM_SIGNATURE_BYTES ? len - PRIM_SIGNATURE_BYTES : 0;
}

GroupOp *
groupop_read (gconstpointer data, gsize len, GError **error)
{
  g_autoptr (GroupOp) op = groupop_new (GROUP_LEAVE);
  Unpack in = unpack_begin (data, signed_part (len));

  if (len <= GROUP_OP_BYTES_MAX)
    unpack_op (&in, op);
  if (unpack_end (&in) && is_sound (op))
    return g_steal_pointer (&op);
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME,
                       _ ("A change of the group is damaged."));
  return NULL;
}

gboolean
groupop_is_signed (gconstpointer data, gsize len, const guint8 signing[PRIM_SIGN_PUBLIC_BYTES])
{
  gsize body = signed_part (len);

  return body > 0 && prim_verify (signing, LABEL_SIGN, data, body, (const guint8 *) data + body);
}

void
groupop_hash (gconstpointer data, gsize len, guint8 hash[PRIM_HASH_BYTES])
{
  prim_hash (LABEL_HASH, data, signed_part (len), hash);
}

void
groupop_key_hash (const guint8 account_key[PRIM_SIGN_PUBLIC_BYTES], guint8 hash[PRIM_HASH_BYTES])
{
  guint8 key[1 + PRIM_SIGN_PUBLIC_BYTES] = { KEY_TYPE_ACCOUNT };

  memcpy (key + 1, account_key, PRIM_SIGN_PUBLIC_BYTES);
  prim_hash (LABEL_KEY, key, sizeof key, hash);
}
