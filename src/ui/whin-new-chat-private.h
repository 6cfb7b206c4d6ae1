/* new chat, inside. whin-new-chat.c: the contacts, and what leads away from them. -find.c: somebody
 * by a number or a link. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-new-chat.h"
#include "whin-phone-entry.h"
#include "whin-step.h"

struct _WhinNewChat {
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  AdwNavigationView *pages;
  GtkSearchEntry *search_entry;
  GtkOverlay *drop_overlay;
  AdwActionRow *typed_link_row;
  GtkListBox *contacts_box;
  WhinStep *find_step, *found_step;
  WhinPhoneEntry *phone_entry;
  AdwAvatar *avatar;
  GtkLabel *name_label;
  AdwEntryRow *name_row;

  WhinClient *client;
  GtkCustomFilter *filter;
  GCancellable *cancellable;
  ContactRow *found;
};

/* Ends it. */
void whin_new_chat_choose (WhinNewChat *self, const Conv *conv);
/* page is an AdwNavigationPage, and gets the focus. */
void whin_new_chat_push (WhinNewChat *self, gpointer page);

/* whin-new-chat-find.c */
void whin_new_chat_find_class_init (GtkWidgetClass *widget_class);
/* What stands in the search, if it is a link that opens in the app; else NULL. */
const char *whin_new_chat_get_typed_link (WhinNewChat *self);
