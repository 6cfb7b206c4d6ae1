/* print, the account: its devices, and its connection.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "print.h"

#include "print-line.h"

static const char *const links[] = {
  [LINK_OFF] = "off",           [LINK_WAITING] = "waiting", [LINK_CONNECTING] = "connecting",
  [LINK_UPDATING] = "updating", [LINK_LIVE] = "live",
};

static void
add_link (GString *out, const LinkRow *row)
{
  line_text (out, "state", links[row->state]);
  line_text (out, "why", row->why);
}

void
print_link (const LinkRow *row)
{
  GString *out = line_begin ("link");

  add_link (out, row);
  line_end (out);
}

void
print_account (const AccountRow *account, const LinkRow *link)
{
  GString *out = line_begin ("account");
  Conv conv = { CONV_USER, account->acc };

  line_conv (out, "conv", &conv);
  line_int (out, "dev", account->dev);
  line_text (out, "phone", account->phone);
  line_text (out, "server", account->server);
  line_text (out, "name", account->name);
  line_text (out, "about", account->about);
  line_bool (out, "revoked", account->revoked);
  line_bool (out, "copied", account->copied);
  if (link != NULL)
    add_link (out, link);
  line_end (out);
}

void
print_device (const CoreDevice *device)
{
  GString *out = line_begin ("device");

  line_int (out, "dev", device->dev);
  line_text (out, "name", device->name);
  line_int (out, "created", device->created);
  if (device->seen > 0)
    line_int (out, "seen", device->seen);
  line_bool (out, "current", device->current);
  line_end (out);
}

void
print_code_and_words (const char *code, const char *words)
{
  GString *out = line_begin ("code");

  line_text (out, "code", code);
  line_text (out, "words", words);
  line_end (out);
}

void
print_pairing (const PairingRow *row)
{
  static const char *const pairing_states[] = {
    [PAIRING_NONE] = "none",       [PAIRING_SHOWN] = "shown", [PAIRING_COMPARE] = "compare",
    [PAIRING_JOINING] = "joining", [PAIRING_DONE] = "done",   [PAIRING_FAILED] = "failed",
  };
  GString *out = line_begin ("pairing");
  g_autoptr (GString) pictures = g_string_new (NULL);

  line_text (out, "state", pairing_states[row->state]);
  line_text (out, "device", row->device);
  for (guint i = 0; row->state == PAIRING_COMPARE && i < PAIRING_PICTURES; i++) {
    const char *name;

    core_link_picture (row->pictures[i], &name);
    g_string_append_printf (pictures, "%s%s", i > 0 ? ", " : "", name);
  }
  if (pictures->len > 0)
    line_text (out, "pictures", pictures->str);
  line_end (out);
}
