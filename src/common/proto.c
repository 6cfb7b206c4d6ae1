/* proto: the table of operations and the frame around them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto.h"

#include "limits.h"

#include <string.h>

static const CodecField device_fields[] = {
  CODEC_FIELD (ProtoDevice, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ProtoDevice, dev, INT, TRUE, 1, G_MAXINT32),
  CODEC_END,
};
static const CodecSchema device_schema = { sizeof (ProtoDevice), device_fields };

static const CodecField device_no_fields[] = {
  CODEC_FIELD (ProtoDeviceNo, dev, INT, TRUE, 1, G_MAXINT32),
  CODEC_END,
};
static const CodecSchema device_no_schema = { sizeof (ProtoDeviceNo), device_no_fields };

static const CodecField to_fields[] = {
  CODEC_FIELD (ProtoTo, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ProtoTo, dev, INT, TRUE, 1, G_MAXINT32),
  CODEC_FIELD (ProtoTo, ct, B64, FALSE, 1, LIMIT_CT_MAX),
  CODEC_END,
};
static const CodecSchema to_schema = { sizeof (ProtoTo), to_fields };

static const CodecField hello_fields[] = {
  CODEC_FIELD (ProtoHello, proto, INT, TRUE, 1, 1000),
  CODEC_FIELD (ProtoHello, epoch, STR, FALSE, 0, 64),
  CODEC_FIELD (ProtoHello, after, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ProtoHello, win, INT, FALSE, 1, LIMIT_WINDOW_MAX),
  CODEC_FIELD (ProtoHello, was, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ProtoHello, gen, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ProtoHello, sealed, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ProtoHello, caps, STRS, FALSE, 0, 32),
  CODEC_END,
};

static const CodecField send_fields[] = {
  CODEC_FIELD (ProtoSend, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ProtoSend, conv, CONV, TRUE, 0, 0),
  CODEC_FIELD_OF (ProtoSend, to, LIST, FALSE, LIMIT_SEND_TO_MAX, &to_schema),
  CODEC_FIELD (ProtoSend, ct, B64, FALSE, 1, LIMIT_CT_MAX),
  CODEC_FIELD (ProtoSend, part, BOOL, FALSE, 0, 0),
  CODEC_FIELD (ProtoSend, media, IDS, FALSE, 0, LIMIT_SEND_MEDIA_MAX),
  CODEC_FIELD (ProtoSend, wake, INT, FALSE, 0, 2),
  CODEC_FIELD (ProtoSend, sealed, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ProtoSend, set, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField ack_fields[] = {
  CODEC_FIELD (ProtoAck, seq, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField watch_fields[] = {
  CODEC_FIELD (ProtoWatch, accs, IDS, TRUE, 0, LIMIT_WATCH_MAX),
  CODEC_END,
};

static const CodecField active_fields[] = {
  CODEC_FIELD (ProtoActive, on, BOOL, TRUE, 0, 0),
  CODEC_END,
};

static const CodecField eph_fields[] = {
  CODEC_FIELD (ProtoEph, conv, CONV, TRUE, 0, 0),
  CODEC_FIELD (ProtoEph, dev, INT, FALSE, 0, G_MAXINT32),
  CODEC_FIELD (ProtoEph, from, ID, FALSE, 0, 0),
  CODEC_FIELD (ProtoEph, fd, INT, FALSE, 0, G_MAXINT32),
  CODEC_FIELD (ProtoEph, body, B64, TRUE, 1, LIMIT_EPH_MAX),
  CODEC_END,
};

static const CodecField hb_fields[] = { CODEC_END };
static const CodecField live_fields[] = { CODEC_END };

static const CodecField keys_fields[] = {
  CODEC_FIELD (ProtoKeys, ones, INT, TRUE, 0, LIMIT_KEYS_MAX),
  CODEC_FIELD (ProtoKeys, kems, INT, TRUE, 0, LIMIT_KEYS_MAX),
  CODEC_END,
};

static const CodecField welcome_fields[] = {
  CODEC_FIELD (ProtoWelcome, proto, INT, TRUE, 1, 1000),
  CODEC_FIELD (ProtoWelcome, epoch, STR, TRUE, 1, 64),
  CODEC_FIELD (ProtoWelcome, next, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (ProtoWelcome, hb, INT, TRUE, 1, 3600),
  CODEC_FIELD (ProtoWelcome, max, INT, TRUE, 1024, CODEC_INT_MAX),
  CODEC_FIELD (ProtoWelcome, srv, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ProtoWelcome, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ProtoWelcome, dev, INT, TRUE, 1, G_MAXINT32),
  CODEC_END,
};

static const CodecField ok_fields[] = {
  CODEC_FIELD (ProtoOk, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ProtoOk, cseq, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ProtoOk, ts, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ProtoOk, dup, BOOL, FALSE, 0, 0),
  CODEC_END,
};

static const CodecField msg_fields[] = {
  CODEC_FIELD (ProtoMsg, seq, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (ProtoMsg, cseq, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ProtoMsg, from, ID, TRUE, 0, 0),
  CODEC_FIELD (ProtoMsg, fd, INT, TRUE, 1, G_MAXINT32),
  CODEC_FIELD (ProtoMsg, id, ID, TRUE, 0, 0),
  CODEC_FIELD (ProtoMsg, conv, CONV, FALSE, 0, 0),
  CODEC_FIELD (ProtoMsg, ts, INT, TRUE, 0, CODEC_INT_MAX),
  CODEC_FIELD (ProtoMsg, ct, B64, TRUE, 1, LIMIT_CT_MAX),
  CODEC_END,
};

static const CodecField devices_fields[] = {
  CODEC_FIELD (ProtoDevices, seq, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (ProtoDevices, acc, ID, TRUE, 0, 0),
  CODEC_FIELD_OF (ProtoDevices, devs, LIST, TRUE, LIMIT_DEVICES_MAX, &device_no_schema),
  CODEC_END,
};

static const CodecField group_fields[] = {
  CODEC_FIELD (ProtoGroup, seq, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (ProtoGroup, grp, ID, TRUE, 0, 0),
  CODEC_FIELD (ProtoGroup, n, INT, TRUE, 1, G_MAXINT32),
  CODEC_END,
};

static const CodecField gap_fields[] = {
  CODEC_FIELD (ProtoGap, from, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (ProtoGap, to, INT, TRUE, 1, CODEC_INT_MAX),
  CODEC_FIELD (ProtoGap, why, STR, TRUE, 1, 32),
  CODEC_END,
};

static const CodecField pres_fields[] = {
  CODEC_FIELD (ProtoPres, acc, ID, TRUE, 0, 0),
  CODEC_FIELD (ProtoPres, on, BOOL, TRUE, 0, 0),
  CODEC_FIELD (ProtoPres, seen, INT, FALSE, 0, CODEC_INT_MAX),
  CODEC_END,
};

static const CodecField bye_fields[] = {
  CODEC_FIELD (ProtoBye, code, INT, TRUE, 4000, 4999),
  CODEC_FIELD (ProtoBye, after_ms, INT, FALSE, 0, 3600 * 1000),
  CODEC_END,
};

static const CodecField err_fields[] = {
  CODEC_FIELD (ProtoErr, code, STR, TRUE, 1, 32),
  CODEC_FIELD (ProtoErr, re, STR, FALSE, 0, 16),
  CODEC_FIELD (ProtoErr, id, ID, FALSE, 0, 0),
  CODEC_FIELD (ProtoErr, retry_ms, INT, FALSE, 0, 24 * 3600 * 1000),
  CODEC_FIELD_OF (ProtoErr, missing, LIST, FALSE, LIMIT_SEND_TO_MAX, &device_schema),
  CODEC_FIELD_OF (ProtoErr, gone, LIST, FALSE, LIMIT_SEND_TO_MAX, &device_schema),
  CODEC_FIELD (ProtoErr, why, STR, FALSE, 0, 200),
  CODEC_END,
};

static const struct {
  const char *name;
  ProtoWay way;
  CodecSchema schema;
} ops[PROTO_N_OPS] = {
#define OP_ROW_(NAME, t, T, fields, way) [PROTO_##NAME] = { t, way, { sizeof (T), fields } },
  PROTO_OPS (OP_ROW_)
#undef OP_ROW_
};

const char *
proto_op_name (ProtoOp op)
{
  return ops[op].name;
}

ProtoWay
proto_op_way (ProtoOp op)
{
  return ops[op].way;
}

const CodecSchema *
proto_schema (ProtoOp op)
{
  return &ops[op].schema;
}

void
proto_free (ProtoOp op, gpointer body)
{
  codec_free (&ops[op].schema, body);
}

static void
item_free (gpointer data)
{
  ProtoItem *item = data;

  if (item->body != NULL)
    proto_free (item->op, item->body);
  g_clear_error (&item->error);
  g_free (item);
}

static const char *
string_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static ProtoItem *
decode_item (JsonNode *node, ProtoWay way)
{
  ProtoItem *item = g_new0 (ProtoItem, 1);
  JsonObject *object;
  const char *name;

  item->op = PROTO_N_OPS;
  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    item->error = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_BAD_FRAME, "not an object");
    return item;
  }
  object = json_node_get_object (node);
  id_from_text (string_member (object, "id"), &item->id);
  name = string_member (object, "t");
  for (ProtoOp op = 0; op < PROTO_N_OPS; op++)
    if (g_strcmp0 (ops[op].name, name) == 0 && (ops[op].way & way) != 0)
      item->op = op;
  if (item->op == PROTO_N_OPS)
    item->error = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_UNSUPPORTED, "unknown type");
  else
    item->body = codec_read (&ops[item->op].schema, object, &item->error);
  return item;
}

GPtrArray *
proto_decode (const char *text, gsize len, ProtoWay way, GError **error)
{
  g_autoptr (JsonNode) root = codec_parse (text, len, error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (item_free);

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (root)) {
    g_ptr_array_add (items, decode_item (root, way));
    return g_steal_pointer (&items);
  }
  JsonArray *array = json_node_get_array (root);
  guint n = json_array_get_length (array);

  if (n > LIMIT_BATCH_MAX) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG, "too many frames in one batch");
    return NULL;
  }
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, decode_item (json_array_get_element (array, i), way));
  return g_steal_pointer (&items);
}

void
proto_write (ProtoOp op, gconstpointer body, GString *out)
{
  g_string_append (out, "{\"t\":\"");
  g_string_append (out, ops[op].name);
  g_string_append_c (out, '"');
  if (body != NULL)
    codec_write_members (&ops[op].schema, body, out, FALSE);
  g_string_append_c (out, '}');
}

GBytes *
proto_encode (ProtoOp op, gconstpointer body)
{
  GString *out = g_string_sized_new (256);

  proto_write (op, body, out);
  return g_string_free_to_bytes (out);
}
