/* outbox-aside: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-aside.h"

#include "kem.h"
#include "pad.h"
#include "seal.h"

#define FRAME_ROOM (LIMIT_FRAME_MAX - 64 * 1024)
/* Beside its content: headers, the ratchet, a key exchange, names. */
#define COPY_ROOM (KEM_CIPHERTEXT_BYTES + 1024)
#define COPIES_MAX 256

/* How many copies fit into one frame. */
static guint
copies_in_frame (GBytes *content)
{
  gsize copy = (pad_length (g_bytes_get_size (content)) + COPY_ROOM) * 4 / 3;

  return (guint) CLAMP (FRAME_ROOM / copy, 1, COPIES_MAX);
}

static void
seal_copies (Core *core, const StoreOutbox *entry, const GArray *readers, guint from, guint to)
{
  guint sealed = 0;

  for (guint i = from; i < to; i++) {
    const Party *reader = &g_array_index (readers, Party, i);
    g_autofree char *ct = seal (core, entry, reader, NULL);

    if (ct == NULL)
      continue;
    store_outbox_put_to (core->store, entry->entry, &reader->address.account,
                         reader->address.device, ct);
    sealed++;
  }
  if (sealed > 0)
    store_outbox_set_addressed (core->store, entry->entry, TRUE);
  else
    store_outbox_remove (core->store, &entry->id);
}

static void
add_entry (Core *core,
           const Conv *conv,
           GBytes *content,
           const GArray *readers,
           guint from,
           guint to)
{
  Id id = id_random ();
  StoreOutbox new = {
    .id = id, .conv = *conv, .content = content, .created = core_now (core), .aside = TRUE
  };
  g_autoptr (StoreOutbox) entry = NULL;

  store_outbox_add (core->store, &new);
  entry = store_outbox_get (core->store, &id);
  if (entry != NULL)
    seal_copies (core, entry, readers, from, to);
}

void
outbox_add_aside (Core *core, const Conv *conv, Content *content, const GArray *readers)
{
  g_autoptr (GBytes) bytes = NULL;
  guint copies;

  content->ts = core_now (core);
  bytes = content_encode (content, NULL);
  if (bytes == NULL)
    return;
  copies = copies_in_frame (bytes);
  for (guint from = 0; from < readers->len; from += copies)
    add_entry (core, conv, bytes, readers, from, MIN (from + copies, readers->len));
}
