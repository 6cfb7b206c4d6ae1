/* window, inside: whin-window.c shows pages, whin-window-chat.c chats, whin-window-vault.c hides
 * them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-chat-page.h"
#include "whin-gate.h"
#include "whin-idle.h"
#include "whin-sidebar.h"
#include "whin-window.h"

struct _WhinWindow {
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwBin *gate_bin; /* empty until there is something to say */
  GtkStack *stack, *content_stack;
  AdwBin *setup_bin;
  GtkOverlay *overlay;
  GtkOverlay *drop_overlay; /* over the sidebar */
  AdwNavigationSplitView *split_view;
  AdwNavigationPage *content_page;
  WhinSidebar *sidebar;
  WhinChatPage *chat_page; /* NULL until it is needed */

  GSettings *settings;
  WhinVault *vault;
  WhinClient *client; /* NULL until the vault was open */
  WhinIdle *idle;
  guint waiting;   /* source: until the gate says so */
  guint appearing; /* source: until the window is seen though there is nothing to see */
  Conv wanted;     /* opened as soon as its row comes; kind 0: none */
  gint64 wanted_ord;
};

/* The client is there for the first time. */
void whin_window_take_client (WhinWindow *self, WhinClient *client);
void whin_window_account_changed (WhinWindow *self);
void whin_window_tell_active (WhinWindow *self);
void whin_window_enable_actions (WhinWindow *self, gboolean enabled);

/* whin-window-chat.c */
void whin_window_chat_class_init (GtkWidgetClass *widget_class);
void whin_window_follow_chats (WhinWindow *self);
/* NULL chat shows none. */
void whin_window_show_chat (WhinWindow *self, WhinChat *chat, gint64 ord);
/* The chat that is shown, and the page it is on; NULL: none. */
WhinChat *whin_window_get_chat (WhinWindow *self);
WhinChatPage *whin_window_get_chat_page (WhinWindow *self);
void whin_window_open_neighbour (WhinWindow *self, int step);

/* whin-window-vault.c */
/* The window waits no longer for what it is to show. */
void whin_window_appear_now (WhinWindow *self);
void whin_window_set_vault (WhinWindow *self, WhinVault *vault);
/* Whether the gate is before it. */
gboolean whin_window_is_hidden (WhinWindow *self);
