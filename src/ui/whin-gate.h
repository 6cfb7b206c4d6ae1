/* gate: what is seen instead of the chats while they are not open: waiting, the passphrase, the
 * recovery key, and what to do when neither helps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-vault.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_GATE (whin_gate_get_type ())
G_DECLARE_FINAL_TYPE (WhinGate, whin_gate, WHIN, GATE, AdwBin)

GtkWidget *whin_gate_new (WhinVault *vault);

G_END_DECLS
