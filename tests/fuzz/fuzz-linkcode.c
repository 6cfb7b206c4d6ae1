/* fuzz-linkcode: any bytes as what a person scans or types, and as what the other device says.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "linkchannel.h"
#include "linkcode.h"
#include "recovery.h"
#include "safety.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
check_qr (const char *text)
{
  LinkCode code;
  g_autofree char *again = NULL;

  if (!linkcode_from_qr (text, &code, NULL))
    return;
  again = linkcode_to_qr (&code);
  if (g_strcmp0 (again, text) != 0)
    abort ();
}

/* What is read may be typed in several ways; it is written in one. */
static void
check_words (const char *text)
{
  guint8 secret[WORDS_SECRET_BYTES], read[WORDS_SECRET_BYTES];
  g_autofree char *again = NULL;

  if (!words_to_secret (text, secret, NULL))
    return;
  again = words_from_secret (secret);
  if (!words_to_secret (again, read, NULL) || memcmp (read, secret, sizeof read) != 0)
    abort ();
}

static void
check_recovery (const char *text)
{
  guint8 key[PRIM_KEY_BYTES], read[PRIM_KEY_BYTES];
  g_autofree char *again = NULL;

  if (!recovery_from_text (text, key, NULL))
    return;
  again = recovery_to_text (key);
  if (!recovery_from_text (again, read, NULL) || memcmp (read, key, sizeof read) != 0)
    abort ();
}

static void
check_scan (const char *text)
{
  SafetyFingerprint own = { { 1 } }, other = { { 2 } };
  g_autofree char *right = safety_code (&other, &own);

  if ((safety_compare (&own, &other, text) == SAFETY_MATCH) != (strcmp (text, right) == 0))
    abort ();
}

static void
check_other_device (const guint8 *data, gsize size)
{
  guint8 secret[LINKCODE_SECRET_BYTES] = { 1 };
  LinkChannel channel = { .role = LINK_OLD };
  LinkShared shared;
  LinkKey key;
  g_autoptr (GBytes) opened = NULL;

  linkcode_key (&key);
  opened = linkchannel_open (&channel, data, size, NULL);
  if (opened != NULL || linkcode_meet (secret, LINK_OLD, &key, NULL, data, size, &shared, NULL))
    abort ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);

  if (!prim_init (NULL))
    abort ();
  check_qr (text);
  check_words (text);
  check_recovery (text);
  check_scan (text);
  check_other_device (data, size);
  return 0;
}
