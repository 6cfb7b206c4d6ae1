/* group dialog, inside. whin-group-dialog.c: picture, leaving. -rules.c: name, description, and
 * who may do what. -link.c: the link, and who wants to join. -members.c: the lists, and
 * what is done to a member. -add.c: more people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-avatar-chooser.h"
#include "whin-client-groups.h"
#include "whin-code-page.h"
#include "whin-group-dialog.h"
#include "whin-member-list.h"
#include "whin-people-picker.h"

struct _WhinGroupDialog {
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  AdwNavigationView *pages;
  AdwBanner *offline_banner;
  WhinAvatarChooser *avatar_chooser;
  AdwAvatar *avatar;
  GtkLabel *name_label, *count_label, *about_label;
  GtkWidget *picture_spinner, *name_group, *name_spinner, *about_spinner, *leave_group, *leave_row;
  AdwEntryRow *name_row, *about_row;
  GtkWidget *rules_group, *requests_group, *link_group, *address_row, *code_row, *renew_row;
  GtkListBox *requests_box;
  AdwSwitchRow *link_row, *open_row;
  WhinCodePage *code_page;
  AdwSwitchRow *write_row, *add_row, *edit_row, *pin_row;
  AdwPreferencesGroup *members_group;
  GtkWidget *add_button, *all_button;
  GtkListBox *members_box;
  GtkSearchEntry *member_search;
  GtkStack *member_stack;
  GtkListView *member_view;
  AdwNavigationPage *add_page;
  GtkStack *add_stack;
  GtkWidget *add_now_button, *add_spinner;
  WhinPeoplePicker *picker;

  WhinClient *client;
  Conv conv;
  WhinMemberList *members;
  GtkFilter *filter;
  GtkFilterListModel *found;
  GHashTable *rows; /* WhinMember to its WhinMemberRow in member_view */
  GSimpleActionGroup *actions;
  GCancellable *cancellable;
  char *shown_name, *shown_about; /* as they are in their rows, unless somebody types */
  gboolean setting_rules, showing_rules, setting_link, showing_link;
};

/* Whether the change was made; says why not. Frees nothing. */
gboolean whin_group_dialog_ended (WhinGroupDialog *self, GAsyncResult *result);
gboolean whin_group_dialog_is_online (WhinGroupDialog *self);
/* Online, inside, and an admin. */
gboolean whin_group_dialog_may_change (WhinGroupDialog *self);

/* whin-group-dialog-rules.c */
void whin_group_dialog_rules_class_init (GtkWidgetClass *widget_class);
void whin_group_dialog_rules_update (WhinGroupDialog *self, const GroupRow *row);
/* whin-group-dialog-link.c */
void whin_group_dialog_link_class_init (GtkWidgetClass *widget_class);
void whin_group_dialog_link_update (WhinGroupDialog *self, const GroupRow *row);
/* Whether the rules let oneself do it: one of GroupOnly. */
gboolean whin_group_dialog_allows (const GroupRow *row, GroupOnly what);

/* whin-group-dialog-members.c */
void whin_group_dialog_members_class_init (GtkWidgetClass *widget_class);
void whin_group_dialog_members_init (WhinGroupDialog *self);
void whin_group_dialog_members_open (WhinGroupDialog *self);
void whin_group_dialog_members_update (WhinGroupDialog *self);
void whin_group_dialog_members_dispose (WhinGroupDialog *self);

/* whin-group-dialog-add.c */
void whin_group_dialog_add_class_init (GtkWidgetClass *widget_class);
