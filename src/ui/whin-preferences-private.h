/* preferences, inside: whin-preferences.c holds profile and switches, whin-preferences-devices.c
 * devices, PIN and leaving, whin-preferences-device.c what is done to one device,
 * whin-preferences-lock.c the passphrase, whin-preferences-confirm.c asking for it,
 * whin-preferences-backup.c recovery key and backups.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-avatar-chooser.h"
#include "whin-device.h"
#include "whin-preferences.h"
#include "whin-step.h"
#include "whin-work-view.h"

typedef void (*WhinPreferencesFunc) (WhinPreferences *self);

struct _WhinPreferences {
  AdwPreferencesDialog parent_instance;

  WhinAvatarChooser *avatar_chooser;
  AdwEntryRow *name_row, *about_row;
  AdwActionRow *phone_row, *server_row;
  AdwSwitchRow *enter_row;
  AdwSwitchRow *spare_row;
  AdwPreferencesGroup *phone_group, *leave_group, *privacy_group;
  AdwPreferencesGroup *link_group, *devices_group, *sound_group, *auto_group;
  WhinWorkView *history_in_view, *history_out_view;
  GtkWidget *link_row;
  AdwNavigationPage *pin_page;
  AdwPasswordEntryRow *pin_row;
  GtkButton *pin_button;
  AdwActionRow *lock_row;
  AdwComboRow *lock_after_row;
  AdwNavigationPage *lock_page;
  WhinStep *lock_step;
  AdwPasswordEntryRow *lock_current_row, *lock_new_row, *lock_repeat_row;
  GtkButton *lock_off_button;
  AdwNavigationPage *confirm_page;
  WhinStep *confirm_step;
  AdwPasswordEntryRow *confirm_row;
  WhinPreferencesFunc confirmed; /* NULL: nothing waits for it */
  AdwPreferencesPage *backup_preferences;
  GtkWidget *main_only_group, *recovery_group;
  AdwPreferencesGroup *server_backup_group;
  AdwActionRow *recovery_row, *last_backup_row;
  GtkImage *recovery_icon;
  AdwSwitchRow *daily_row;
  WhinWorkView *server_work_view, *file_work_view;

  WhinVault *vault;
  WhinClient *client;
  GSettings *settings;
  GCancellable *cancellable;
  GPtrArray *device_rows; /* borrowed from the group */
  GListModel *devices;    /* of WhinDevice, as last seen; NULL: not yet */
};

/* whin-preferences-account.c: the code, another number, and the end. */
void whin_preferences_account_class_init (GtkWidgetClass *widget_class);
void whin_preferences_account_init (WhinPreferences *self);
/* whin-preferences-sound.c: the microphone. */
void whin_preferences_sound_init (WhinPreferences *self);
/* whin-preferences-privacy.c: shows who is told what, now and when it changes. */
void whin_preferences_follow_privacy (WhinPreferences *self);
void whin_preferences_devices_class_init (GtkWidgetClass *widget_class);
/* Shows the devices, now and when they change. */
void whin_preferences_follow_devices (WhinPreferences *self);
void whin_preferences_load_devices (WhinPreferences *self);
/* What can be done about it on this device; NULL when that is nothing. */
GtkWidget *whin_preferences_device_menu (WhinPreferences *self, WhinDevice *device);
void whin_preferences_device_init (WhinPreferences *self);
/* A toast. */
void whin_preferences_say (WhinPreferences *self, const char *text);
void whin_preferences_backup_class_init (GtkWidgetClass *widget_class);
/* Shows what there is of backups, now and when it changes. */
void whin_preferences_follow_backup (WhinPreferences *self);
void whin_preferences_lock_class_init (GtkWidgetClass *widget_class);
void whin_preferences_load_lock (WhinPreferences *self);
void whin_preferences_confirm_class_init (GtkWidgetClass *widget_class);
/* Calls then when the passphrase of the lock was given; at once when there is none. */
void whin_preferences_confirm (WhinPreferences *self, WhinPreferencesFunc then);
