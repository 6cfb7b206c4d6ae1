/* fuzz-vcard: any bytes as a file of contacts. What is read can be shown, and is read again when it
 * is written. SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-link.h"
#include "limits.h"
#include "phone.h"
#include "vcard.h"

#include <stdlib.h>
#include <string.h>

#define PHONE "+441632960101"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
check_text (const char *text, glong max)
{
  if (!g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > max)
    abort ();
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      abort ();
}

static void
check_again (const char *name)
{
  g_autofree char *file = vcard_write (name, PHONE);
  g_autoptr (GBytes) bytes = g_bytes_new (file, strlen (file));
  g_autoptr (GPtrArray) cards = vcard_parse (bytes, NULL);
  const Vcard *card;

  if (cards == NULL || cards->len != 1)
    abort ();
  card = cards->pdata[0];
  if (strcmp (card->name, name[0] != '\0' ? name : PHONE) != 0 || card->phones->len != 1 ||
      strcmp (card->phones->pdata[0], PHONE) != 0)
    abort ();
}

static void
check_card (const Vcard *card)
{
  check_text (card->name, LIMIT_NAME_MAX);
  if (card->phones->len == 0 || card->phones->len > VCARD_PHONES_MAX)
    abort ();
  for (guint i = 0; i < card->phones->len; i++)
    check_text (card->phones->pdata[i], VCARD_PHONE_MAX);
  check_again (card->name);
}

static void
check_link (const char *text)
{
  g_autofree char *phone = NULL, *server = NULL, *again = NULL, *phone2 = NULL, *server2 = NULL;

  if (!app_link_to_person (text, &phone, &server))
    return;
  again = app_link_for_person (phone, server);
  /* It may be longer than what was read, with more of it escaped. */
  if (!phone_is_e164 (phone) || !app_link_is (text, APP_LINK_PERSON) ||
      (app_link_to_person (again, &phone2, &server2) &&
       (strcmp (phone, phone2) != 0 || strcmp (server, server2) != 0)))
    abort ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = vcard_parse (bytes, &error);
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);

  if ((cards == NULL) != (error != NULL))
    abort ();
  for (guint i = 0; cards != NULL && i < cards->len; i++)
    check_card (cards->pdata[i]);
  check_link (text);
  return 0;
}
