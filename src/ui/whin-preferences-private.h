/* preferences, inside: whin-preferences.c holds profile and switches, whin-preferences-devices.c
 * devices, PIN and leaving. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-avatar-chooser.h"
#include "whin-preferences.h"

struct _WhinPreferences {
  AdwPreferencesDialog parent_instance;

  WhinAvatarChooser *avatar_chooser;
  AdwEntryRow *name_row, *about_row;
  AdwActionRow *phone_row, *server_row;
  AdwSwitchRow *enter_row, *typing_row, *receipts_row;
  AdwPreferencesGroup *devices_group;
  AdwNavigationPage *link_page, *pin_page;
  GtkStack *link_stack;
  GtkLabel *link_label, *link_error;
  AdwPasswordEntryRow *pin_row;
  GtkButton *pin_button;

  WhinClient *client;
  GSettings *settings;
  GCancellable *cancellable;
  GPtrArray *device_rows; /* borrowed from the group */
};

void whin_preferences_devices_class_init (GtkWidgetClass *widget_class);
void whin_preferences_load_devices (WhinPreferences *self);
