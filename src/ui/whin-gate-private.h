/* gate, inside: whin-gate.c shows the pages and passes on what is typed, whin-gate-trouble.c says
 * what is wrong, and starts over. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-gate.h"
#include "whin-step.h"

struct _WhinGate {
  AdwBin parent_instance;

  GtkButton *back_button;
  GtkStack *stack;
  WhinStep *unlock_step, *recover_step, *choose_step;
  AdwPasswordEntryRow *unlock_row, *choose_row, *repeat_row;
  AdwEntryRow *recover_row;
  GtkButton *keyring_button;
  AdwStatusPage *trouble_page;
  GtkButton *retry_button, *recover_button, *start_over_button;

  WhinVault *vault;
  GCancellable *cancellable;
};

void whin_gate_show_page (WhinGate *self, const char *name);
/* Fills the page of that name. */
void whin_gate_describe_trouble (WhinGate *self);
/* Asks first. */
void whin_gate_start_over (WhinGate *self);
void whin_gate_start_over_without_passphrase (WhinGate *self);
