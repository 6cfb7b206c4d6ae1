/* vault: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-vault-private.h"

#include "harden.h"
#include "keyring-auto.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WhinVault, whin_vault, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_STATE,
  PROP_HAS_PASSPHRASE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

void
whin_vault_set_state (WhinVault *self, WhinVaultState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
whin_vault_set_ways (WhinVault *self, guint ways)
{
  gboolean changed = (self->ways ^ ways) & KEY_BIT (KEY_WAY_PASSPHRASE);

  self->ways = ways;
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_PASSPHRASE]);
}

/* -- Opening -- */

static WhinVaultState
state_after (WhinVault *self, const GError *error)
{
  gboolean has_key = self->ways != 0;

  switch (error->domain == WHIN_ERROR ? error->code : WHIN_ERROR_INTERNAL) {
  case WHIN_ERROR_LOCKED:
  case WHIN_ERROR_NO_KEYRING:
  case WHIN_ERROR_KEYRING_CHANGED:
    if (whin_vault_get_has_passphrase (self))
      return WHIN_VAULT_PASSPHRASE;
    return has_key ? WHIN_VAULT_TROUBLE : WHIN_VAULT_NEW;
  default:
    return WHIN_VAULT_TROUBLE;
  }
}

void
whin_vault_fail (WhinVault *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  whin_vault_set_state (self, state_after (self, error));
}

static void
refer_to (WhinVault *self, Keyring *keyring)
{
  if (self->keyring == keyring)
    return;
  g_clear_pointer (&self->keyring, keyring_unref);
  self->keyring = keyring_ref (keyring);
}

void
whin_vault_keep (WhinVault *self, Keyring *keyring, WhinVaultState state)
{
  refer_to (self, keyring);
  whin_vault_set_state (self, state);
}

void
whin_vault_take (WhinVault *self, Keyring *keyring)
{
  GError *error = NULL;

  refer_to (self, keyring);
  if (!self->client)
    self->client = whin_client_new (self->data_dir, keyring, &error);
  if (self->client)
    whin_vault_set_state (self, WHIN_VAULT_OPEN);
  else
    whin_vault_fail (self, error);
}

typedef struct {
  char *data_dir;
  char *key_file;
  guint ways;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->data_dir);
  g_free (opening->key_file);
  g_free (opening);
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  Keyring *keyring = keyring_auto (opening->data_dir, opening->key_file, cancellable, &error);
  Id name;

  if (!keyring_look (opening->data_dir, &opening->ways, &name, NULL))
    opening->ways = 0;
  if (keyring)
    g_task_return_pointer (task, keyring, (GDestroyNotify) keyring_unref);
  else
    g_task_return_error (task, error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinVault) self = user_data;
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (Keyring) keyring = NULL;
  GError *error = NULL;

  keyring = g_task_propagate_pointer (G_TASK (result), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_error_free (error);
    return;
  }
  whin_vault_set_ways (self, opening->ways);
  if (keyring)
    whin_vault_take (self, keyring);
  else
    whin_vault_fail (self, error);
}

void
whin_vault_open (WhinVault *self)
{
  /* The thread may be the last to let go of the task: it must not take the vault along. */
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, opened_cb, g_object_ref (self));
  Opening *opening = g_new0 (Opening, 1);

  /* Portals look into whoever asks them something for the first time: GTK has by now. */
  harden_process ();
  opening->data_dir = g_strdup (self->data_dir);
  opening->key_file = g_strdup (self->key_file);
  g_task_set_task_data (task, opening, opening_free);
  whin_vault_set_state (self, WHIN_VAULT_OPENING);
  g_task_run_in_thread (task, open_thread);
}

void
whin_vault_close (WhinVault *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->client)
    whin_client_close (self->client);
  g_clear_object (&self->client);
  g_clear_pointer (&self->keyring, keyring_unref);
}

const char *
whin_vault_check_passphrase (const char *passphrase, const char *repeated)
{
  if (g_utf8_strlen (passphrase, -1) < WHIN_PASSPHRASE_MIN)
    return _ ("At least 8 characters, please. Four words that nobody would guess are good.");
  if (!g_str_equal (passphrase, repeated))
    return _ ("The two are not the same. Type the passphrase once more.");
  return NULL;
}

void
whin_vault_lock (WhinVault *self)
{
  if (self->state == WHIN_VAULT_OPEN && whin_vault_get_has_passphrase (self))
    whin_vault_set_state (self, WHIN_VAULT_LOCKED);
}

/* -- The object -- */

static void
whin_vault_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WhinVault *self = WHIN_VAULT (object);

  switch (id) {
  case PROP_STATE:
    g_value_set_uint (value, self->state);
    break;
  case PROP_HAS_PASSPHRASE:
    g_value_set_boolean (value, whin_vault_get_has_passphrase (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
whin_vault_dispose (GObject *object)
{
  whin_vault_close (WHIN_VAULT (object));
  G_OBJECT_CLASS (whin_vault_parent_class)->dispose (object);
}

static void
whin_vault_finalize (GObject *object)
{
  WhinVault *self = WHIN_VAULT (object);

  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  g_free (self->data_dir);
  g_free (self->key_file);
  G_OBJECT_CLASS (whin_vault_parent_class)->finalize (object);
}

static void
whin_vault_class_init (WhinVaultClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = whin_vault_get_property;
  object_class->dispose = whin_vault_dispose;
  object_class->finalize = whin_vault_finalize;
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, WHIN_VAULT_LOCKED, 0, flags);
  props[PROP_HAS_PASSPHRASE] = g_param_spec_boolean ("has-passphrase", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
whin_vault_init (WhinVault *self)
{
  self->cancellable = g_cancellable_new ();
}

WhinVault *
whin_vault_new (const char *data_dir, const char *key_file)
{
  WhinVault *self = g_object_new (WHIN_TYPE_VAULT, NULL);

  self->data_dir = g_strdup (data_dir);
  self->key_file = g_strdup (key_file);
  return self;
}

WhinVaultState
whin_vault_get_state (WhinVault *self)
{
  return self->state;
}

const GError *
whin_vault_get_error (WhinVault *self)
{
  return self->error;
}

gboolean
whin_vault_get_has_passphrase (WhinVault *self)
{
  return (self->ways & KEY_BIT (KEY_WAY_PASSPHRASE)) != 0;
}

gboolean
whin_vault_get_has_recovery (WhinVault *self)
{
  /* The engine adds it, when one is made. */
  guint ways = self->keyring ? keyring_ways (self->keyring) : self->ways;

  return (ways & KEY_BIT (KEY_WAY_RECOVERY_KEY)) != 0;
}

WhinClient *
whin_vault_get_client (WhinVault *self)
{
  return self->client;
}
