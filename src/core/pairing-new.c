/* pairing-new: the device that is linked. Until the account's list names it, it is nobody, and
 * whatever goes wrong leaves nothing of the account on it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pairing.h"

#include "devices.h"
#include "identity.h"
#include "peers.h"
#include "register.h"

#include <glib/gi18n.h>
#include <string.h>

static void
say_hello (Core *core)
{
  guint8 hello[LINKCODE_HELLO_BYTES];

  linkcode_hello (core->pairing->code.secret, LINK_NEW, &core->pairing->key, hello);
  pairing_say (core, FRAME_HELLO, hello, sizeof hello);
}

static void
say_offer (Core *core)
{
  const Party *self = identity_party (core);
  const char *name = register_device_name (core->pairing->task);
  g_autoptr (GByteArray) offer = g_byte_array_new ();

  g_byte_array_append (offer, self->identity, sizeof self->identity);
  g_byte_array_append (offer, self->signing_key, sizeof self->signing_key);
  g_byte_array_append (offer, (const guint8 *) name, MIN (strlen (name), LIMIT_NAME_MAX * 4));
  pairing_say_sealed (core, FRAME_OFFER, offer->data, offer->len);
}

static void
take_welcome (Core *core, gconstpointer data, gsize len)
{
  g_autoptr (GBytes) welcome = pairing_unseal (core, data, len);

  if (welcome == NULL || g_bytes_get_size (welcome) != PRIM_SIGN_PUBLIC_BYTES)
    return;
  core_begin (core);
  identity_join (core, g_bytes_get_data (welcome, NULL), NULL);
  if (!core_commit (core, NULL)) {
    account_reload (core);
    pairing_end (core, PAIRING_FAILED, WHIN_ERROR_DISK);
    return;
  }
  core->pairing->heard = FRAME_WELCOME;
  pairing_show (core, PAIRING_JOINING);
  pairing_set_deadline (core, LINKCODE_SECONDS);
  pairing_say_sealed (core, FRAME_THANKS, NULL, 0);
  devices_refresh (core, &core->account->acc);
}

void
pairing_new_hear (Core *core, PairingFrame frame, gconstpointer data, gsize len)
{
  Pairing *pairing = core->pairing;

  if (frame == FRAME_COMMIT && len == sizeof pairing->commitment) {
    memcpy (pairing->commitment, data, len);
    pairing->heard = frame;
    say_hello (core);
  } else if (frame == FRAME_HELLO && pairing->heard == FRAME_COMMIT) {
    /* Somebody else than the device that showed the code. */
    if (!pairing_meet (core, data, len)) {
      pairing_end (core, PAIRING_FAILED, WHIN_ERROR_FORBIDDEN);
      return;
    }
    pairing->heard = frame;
    say_offer (core);
    pairing_show (core, PAIRING_COMPARE);
    pairing_set_deadline (core, 10 * 60);
  } else if (frame == FRAME_WELCOME && pairing->heard == FRAME_HELLO) {
    take_welcome (core, data, len);
  }
}

void
pairing_on_list (Core *core)
{
  Id self = core_self (core);

  if (!core->account->pending || !peers_lists (core, &self, core->account->dev))
    return;
  core->account->pending = FALSE;
  store_account_put (core->store, core->account);
  store_setting_put (core->store, SETTING_LINKED_OVER, NULL);
  identity_forget_laid_by (core);
  core_note_account (core);
}

/* -- Going. -- */

static gboolean
fall_back (Core *core)
{
  gboolean fell;

  core_begin (core);
  fell = account_fall_back (core);
  if (!core_commit (core, NULL))
    account_reload (core);
  return fell;
}

static void
left_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  if (core->stopping || core->account == NULL || !core->account->pending)
    return;
  account_disconnect (core);
  if (!fall_back (core))
    account_wipe (core, NULL);
}

void
pairing_new_leave (Core *core)
{
  g_autofree char *dev = NULL;

  if (core->account == NULL || !core->account->pending)
    return;
  dev = g_strdup_printf ("%" G_GINT64_FORMAT, core->account->dev);
  core_rest (core, REST_DEVICE_REVOKE, dev, NULL, left_cb, NULL);
}
