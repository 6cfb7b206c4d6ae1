/* chat page, inside. whin-chat-page.c: header, opening and closing. -view.c: the messages' place,
 * read marks, the jump button. -rows.c: what a row shows. -parts.c: what can be done with a
 * message. -menu.c: what can be done with a chat. -trust.c: whose key it is. -keys.c: keys that
 * leave the composer or lead to it. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-chat-page.h"
#include "whin-chat-view.h"
#include "whin-composer.h"
#include "whin-message-row.h"
#include "whin-message.h"
#include "whin-timeline.h"

struct _WhinChatPage {
  AdwBin parent_instance;

  AdwAvatar *avatar;
  GtkLabel *name_label, *status_label;
  GtkOverlay *drop_overlay;
  GtkScrolledWindow *scroller;
  GtkRevealer *jump_revealer;
  GtkLabel *jump_label;
  AdwStatusPage *empty_page, *error_page;
  GtkWidget *spinner, *blocked_box, *only_read_label, *stopped_box, *verified_icon;
  GtkLabel *stopped_label;
  WhinComposer *composer;
  WhinChatView *view;
  GtkPopover *menu;

  WhinClient *client;
  GtkOverlay *viewer_host; /* borrowed: it is an ancestor */
  WhinChat *chat;
  WhinTimeline *timeline;
  GHashTable *places; /* conv text to Place */
  GSimpleActionGroup *actions;
  GCancellable *cancellable; /* of what the open chat waits for */

  gint64 unread_ord; /* where the divider stands */
  gint64 marked;     /* told as read up to here */
  gint64 highlight;  /* ord of the row to light up once it is there, or 0 */
  gboolean resuming; /* `loaded` shall restore the place */
  guint read_timer, spinner_timer;
};

/* A chat one comes back to shows the same rows. */
typedef struct {
  gint64 ord;
  double offset;
} WhinPlace;

/* whin-chat-page-view.c */
void whin_chat_page_view_init (WhinChatPage *self);
void whin_chat_page_view_class_init (GtkWidgetClass *widget_class);
void whin_chat_page_open_timeline (WhinChatPage *self, gint64 ord);
void whin_chat_page_close_timeline (WhinChatPage *self);
void whin_chat_page_queue_read (WhinChatPage *self);
void whin_chat_page_update_jump (WhinChatPage *self);
void whin_chat_page_follow (WhinChatPage *self);
void whin_chat_page_follow_unread (WhinChatPage *self);

/* whin-chat-page-rows.c */
extern const WhinChatViewFactory whin_chat_page_factory;

/* whin-chat-page-parts.c */
void whin_chat_page_part_activated (WhinChatPage *self,
                                    WhinMessageRow *row,
                                    WhinMessage *message,
                                    WhinPart part,
                                    const char *detail);
void whin_chat_page_activate (WhinChatPage *self, WhinMessageRow *row, WhinMessage *message);
void whin_chat_page_popup_menu (WhinChatPage *self,
                                WhinMessageRow *row,
                                WhinMessage *message,
                                double x,
                                double y);
WhinMessage *whin_chat_page_row_message (GtkWidget *row);

/* whin-chat-page-menu.c */
void whin_chat_page_menu_init (WhinChatPage *self);
void whin_chat_page_menu_update (WhinChatPage *self);

/* whin-chat-page-trust.c */
void whin_chat_page_trust_class_init (GtkWidgetClass *widget_class);
void whin_chat_page_trust_update (WhinChatPage *self);
/* Shows the safety number. */
void whin_chat_page_compare (WhinChatPage *self);

/* whin-chat-page-keys.c */
void whin_chat_page_keys_init (WhinChatPage *self);

gboolean whin_chat_page_is_watched (WhinChatPage *self);
