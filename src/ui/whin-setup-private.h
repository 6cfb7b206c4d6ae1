/* setup, inside: whin-setup.c holds the pages up to the server, whin-setup-account.c the ones about
 * the person, whin-setup-link.c the ones that join an account. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include "whin-avatar-chooser.h"
#include "whin-code-entry.h"
#include "whin-link-pictures.h"
#include "whin-phone-entry.h"
#include "whin-registration.h"
#include "whin-setup.h"
#include "whin-step.h"
#include "whin-words-entry.h"

struct _WhinSetup {
  AdwBin parent_instance;

  AdwNavigationView *pages;
  GtkButton *start_button;
  WhinStep *server_step, *invite_step, *link_step, *phone_step, *code_step, *pin_step,
      *profile_step;
  AdwEntryRow *server_row, *invite_row, *link_server_row;
  WhinWordsEntry *words_entry;
  WhinLinkPictures *pictures;
  GtkLabel *compare_label;
  WhinPhoneEntry *phone_entry;
  WhinCodeEntry *code_entry;
  GtkButton *resend_button;
  AdwPasswordEntryRow *pin_row;
  WhinAvatarChooser *avatar_chooser;
  AdwEntryRow *name_row;

  WhinClient *client;
  WhinRegistration *registration;
  GCancellable *cancellable;
  guint countdown;
  gboolean linking; /* a code was sent off, and has not come to an end */
};

void whin_setup_account_class_init (GtkWidgetClass *widget_class);
void whin_setup_account_dispose (WhinSetup *self);
void whin_setup_link_class_init (GtkWidgetClass *widget_class);
/* What the newest PairingRow says. */
void whin_setup_show_pairing (WhinSetup *self);
/* Somebody went back, or left. */
void whin_setup_stop_linking (WhinSetup *self);
void whin_setup_show (WhinSetup *self, const char *tag);
/* Ends the busy state; shows the error, if it is one to show. */
void whin_setup_answer (WhinStep *step, const GError *error);
gboolean whin_setup_was_cancelled (const GError *error);
void whin_setup_finish (WhinSetup *self);
