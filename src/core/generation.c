/* generation: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "generation.h"

#include "identity.h"
#include "store-generation.h"
#include "store-group-key.h"
#include "store-identity.h"

#include <sodium.h>

#define STEP_MAX (1 << 24)

gboolean
generation_hello (Core *core, ProtoHello *hello)
{
  StoreGeneration generation = store_generation_get (core->store);

  /* The same again until it is answered: the server may have heard it. */
  if (generation.next <= generation.was) {
    generation.next = generation.was + 1 + randombytes_uniform (STEP_MAX);
    core_begin (core);
    store_generation_set_next (core->store, generation.next);
    if (!core_commit (core, NULL))
      return FALSE;
  }
  hello->was = generation.was;
  hello->gen = generation.next;
  hello->sealed = generation.sealed;
  return TRUE;
}

/* When this is not stored the same number is said again, which is as good. */
void
generation_on_welcome (Core *core)
{
  StoreGeneration generation = store_generation_get (core->store);

  core_begin (core);
  store_generation_confirm (core->store, generation.next);
  core_commit (core, NULL);
}

gint64
generation_sealed (Core *core)
{
  return store_generation_get (core->store).sealed;
}

static void
disconnect_cb (Core *core, gpointer data)
{
  if (core->account != NULL && core->account->copied)
    account_disconnect (core);
}

/* The account's own key is no secret of this device alone: it stays, so that the account can come
 * back here with the same safety number. */
void
generation_on_copied (Core *core)
{
  core->account->revoked = core->account->copied = TRUE;
  core_begin (core);
  store_account_put (core->store, core->account);
  store_identity_forget_keys (core->store);
  store_group_keys_forget (core->store);
  outbox_fail_all (core);
  core_note_account (core);
  core_commit (core, NULL);
  identity_load (core);
  /* Not now: it is the link that says so. */
  core_post (core, disconnect_cb, NULL, NULL);
}
