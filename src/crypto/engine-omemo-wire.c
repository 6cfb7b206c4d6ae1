/* engine-omemo-wire: see the header. Protocol buffers, read by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-omemo-wire.h"

#include "pack.h"

#include <string.h>

/* A field's number and what follows. */
#define NUMBER(field) ((field) << 3)
#define BYTES(field) ((field) << 3 | 2)

#define MAC_BYTES 16
#define KEY_BYTES OMEMO_WIRE_KEY_BYTES

/* At most 32 bits, in the fewest bytes. */
static guint32
read_number (Unpack *in)
{
  guint64 value = 0;
  guint8 byte;

  for (guint i = 0; i < 5; i++) {
    byte = unpack_u8 (in);
    value |= (guint64) (byte & 0x7f) << (7 * i);
    if ((byte & 0x80) == 0) {
      if ((i > 0 && byte == 0) || value > G_MAXUINT32)
        unpack_refuse (in);
      return (guint32) value;
    }
  }
  unpack_refuse (in);
  return 0;
}

static void
expect (Unpack *in, guint8 byte)
{
  if (unpack_u8 (in) != byte)
    unpack_refuse (in);
}

static void
skip_bytes (Unpack *in, guint8 field, gsize len)
{
  guint8 ignored[KEY_BYTES];

  expect (in, BYTES (field));
  expect (in, (guint8) len);
  unpack_bytes (in, ignored, len);
}

static void
skip_number (Unpack *in, guint8 field)
{
  expect (in, NUMBER (field));
  read_number (in);
}

/* The last field, which reaches to the end. */
static gboolean
rest_is (Unpack *in, guint8 field)
{
  gsize len;

  expect (in, BYTES (field));
  len = read_number (in);
  return !in->failed && len > 0 && len == in->left;
}

gboolean
omemo_wire_is_message (gconstpointer data, gsize len)
{
  Unpack in = unpack_begin (data, len);

  skip_bytes (&in, 1, MAC_BYTES);
  return rest_is (&in, 2);
}

gboolean
omemo_wire_is_exchange (gconstpointer data, gsize len)
{
  Unpack in = unpack_begin (data, len);

  skip_number (&in, 1);
  skip_number (&in, 2);
  skip_bytes (&in, 3, KEY_BYTES);
  skip_bytes (&in, 4, KEY_BYTES);
  return rest_is (&in, 5) && omemo_wire_is_message (in.at, in.left);
}

/* -- Stored sessions. -- */

/* RecordStructure.currentSession, SessionStructure.aliceBaseKey, and how a key there begins. */
#define CURRENT_SESSION 1
#define ALICE_BASE_KEY 13
#define KEY_TYPE 0x05

/* Goes to the contents of a field of bytes and gives its length; 0 and failed when there is none.
 */
static gsize
seek_bytes (Unpack *in, guint8 field)
{
  while (!in->failed && in->left > 0) {
    guint32 tag = read_number (in);
    guint32 value = read_number (in);

    if ((tag & 7) == 0)
      continue;
    if ((tag & 7) != 2 || value > in->left)
      break;
    if (tag == (guint32) BYTES (field))
      return value;
    *in = unpack_begin (in->at + value, in->left - value);
  }
  unpack_refuse (in);
  return 0;
}

gboolean
omemo_wire_base_key (gconstpointer record, gsize len, guint8 base_key[OMEMO_WIRE_KEY_BYTES])
{
  Unpack in = unpack_begin (record, len);
  gsize session_len = seek_bytes (&in, CURRENT_SESSION);

  in = unpack_begin (in.at, session_len);
  if (seek_bytes (&in, ALICE_BASE_KEY) != 1 + KEY_BYTES || unpack_u8 (&in) != KEY_TYPE)
    return FALSE;
  unpack_bytes (&in, base_key, KEY_BYTES);
  return !in.failed;
}
