/* setup, inside: whin-setup.c holds the pages up to the server, whin-setup-account.c the ones about
 * the person, whin-setup-link.c the ones that join an account, whin-setup-restore.c the ones that
 * bring it back. Pages of their own, which know nothing of each other, have actions of the setup.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-avatar-chooser.h"
#include "whin-backup.h"
#include "whin-code-entry.h"
#include "whin-phone-entry.h"
#include "whin-registration.h"
#include "whin-setup-compare.h"
#include "whin-setup-progress.h"
#include "whin-setup-source.h"
#include "whin-setup-welcome.h"
#include "whin-setup.h"
#include "whin-step.h"
#include "whin-words-entry.h"

struct _WhinSetup {
  AdwBin parent_instance;

  AdwNavigationView *pages;
  WhinSetupWelcome *welcome_page;
  WhinStep *server_step, *invite_step, *link_step, *phone_step, *code_step, *pin_step,
      *profile_step;
  AdwEntryRow *server_row, *invite_row, *link_server_row;
  WhinWordsEntry *words_entry;
  WhinSetupCompare *compare_page;
  WhinPhoneEntry *phone_entry;
  WhinCodeEntry *code_entry;
  GtkButton *resend_button;
  AdwPasswordEntryRow *pin_row;
  WhinAvatarChooser *avatar_chooser;
  AdwEntryRow *name_row;
  WhinStep *secret_step, *found_step;
  WhinSetupSource *source_page;
  AdwEntryRow *key_row, *either_row;
  AdwActionRow *found_account_row, *found_time_row, *found_messages_row, *found_server_row;
  WhinSetupProgress *progress_page;
  GtkButton *restored_button;
  AdwStatusPage *restored_status;

  WhinClient *client;
  WhinRegistration *registration;
  GCancellable *cancellable;
  guint countdown;
  gboolean linking;       /* a code was sent off, and has not come to an end */
  gboolean restoring;     /* the account comes back with a backup */
  char *backup_path;      /* of that; NULL: the one on the server */
  WhinBackup *backup;     /* what is in the file, once it was opened */
  gboolean code_taken;    /* the server has let this device in; the rest has failed so far */
  WhinStep *restore_step; /* the page from which it was begun */
};

void whin_setup_account_class_init (GtkWidgetClass *widget_class);
void whin_setup_account_dispose (WhinSetup *self);
void whin_setup_link_class_init (GtkWidgetClass *widget_class);
/* What the newest PairingRow says. */
void whin_setup_show_pairing (WhinSetup *self);
/* Somebody went back, or left. */
void whin_setup_stop_linking (WhinSetup *self);
void whin_setup_restore_class_init (GtkWidgetClass *widget_class);
void whin_setup_restore_dispose (WhinSetup *self);
void whin_setup_show_work (WhinSetup *self, guint kind);
/* With what was typed, from step; pin may be NULL. */
void whin_setup_restore (WhinSetup *self, WhinStep *step, const char *code, const char *pin);
/* Finds the server out, and goes on from step. */
void whin_setup_check_server (WhinSetup *self, WhinStep *step, const char *typed);
/* Asks the server for a code, or does without where it sends none. */
void whin_setup_use_phone (WhinSetup *self, WhinStep *step);
/* The number that was typed, or the one of the backup. Caller frees. */
char *whin_setup_dup_phone (WhinSetup *self);
/* The page of that step is the visible one again. */
void whin_setup_pop_to (WhinSetup *self, WhinStep *step);
void whin_setup_show (WhinSetup *self, const char *tag);
/* Ends the busy state; shows the error, if it is one to show. */
void whin_setup_answer (WhinStep *step, const GError *error);
gboolean whin_setup_was_cancelled (const GError *error);
void whin_setup_finish (WhinSetup *self);
