/* chat page, inside. whin-chat-page.c: header, opening and closing. -view.c: the messages' place,
 * read marks, the jump button. -rows.c, -words.c, -pictures.c: what a row shows. -parts.c: what can
 * be done with a part of a message. -act.c, -delete.c, -message-menu.c: what can be done with a
 * message. -reply.c: what answers what. -select.c: several at once. -pinned.c: the bar above the
 * messages. -readers.c: who has read. -mentions.c: the button to the next mention. -menu.c: what
 * can be done with a chat. -trust.c: whose key it is. -keys.c: keys that leave the composer or lead
 * to it. -search.c: looking for words. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-chat-page.h"
#include "whin-chat-view.h"
#include "whin-composer.h"
#include "whin-find-bar.h"
#include "whin-hover-tools.h"
#include "whin-message-row.h"
#include "whin-message.h"
#include "whin-pinned-bar.h"
#include "whin-player-bar.h"
#include "whin-request-bar.h"
#include "whin-timeline.h"

struct _WhinChatPage {
  AdwBin parent_instance;

  AdwAvatar *avatar;
  GtkLabel *name_label, *status_label;
  GtkScrolledWindow *scroller;
  GtkRevealer *jump_revealer, *mention_revealer;
  GtkLabel *jump_label, *mention_label;
  AdwStatusPage *empty_page, *error_page;
  GtkWidget *spinner, *blocked_box, *stopped_box, *verified_icon;
  GtkLabel *only_read_label;
  GtkLabel *stopped_label;
  WhinComposer *composer;
  WhinFindBar *find_bar;
  GtkPopover *date_popover; /* NULL until it is wanted */
  WhinChatView *view;
  GtkPopover *menu;
  GtkWidget *menu_focus; /* weak: where the focus was before the menu */
  GMenu *chat_menu;
  GtkMenuButton *chat_menu_button;
  WhinRequestBar *request_bar;
  WhinHoverTools *tools;
  WhinPinnedBar *pinned_bar;
  WhinPlayerBar *player_bar;
  GtkWidget *header, *select_header;
  GtkLabel *select_label;
  GtkButton *select_star, *jump_button, *mention_button;
  GtkOverlay *view_overlay;

  WhinClient *client;
  GSettings *settings;
  GtkOverlay *viewer_host; /* borrowed: it is an ancestor */
  WhinChat *chat;
  WhinTimeline *timeline;
  GHashTable *places; /* conv text to Place */
  GSimpleActionGroup *actions, *selection, *state_actions;
  GCancellable *cancellable; /* of what the open chat waits for */

  gint64 unread_ord;  /* where the divider stands */
  gint64 marked;      /* told as read up to here */
  gint64 highlight;   /* ord of the row to light up once it is there, or 0 */
  GArray *mentions;   /* of gint64: the messages that call one by name and were not seen yet */
  GArray *returns;    /* of gint64: the messages whose quotes were followed */
  GHashTable *chosen; /* of WhinMessage; NULL while none are being chosen */
  gint64 range_start; /* ord of the one that was chosen last */
  char *marks;        /* words that are marked in the messages, or NULL */
  gboolean resuming;  /* `loaded` shall restore the place */
  GPtrArray *readers; /* of Reader, or NULL */
  guint read_timer, spinner_timer, look_timer;
  gboolean strange;    /* its people were not accepted yet, when it was looked at last */
  ChatAuto auto_media; /* the same */
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
/* Remembers what is in sight, and goes back to it. */
void whin_chat_page_keep_place (WhinChatPage *self);
void whin_chat_page_return_to_place (WhinChatPage *self);
void whin_chat_page_follow (WhinChatPage *self);
void whin_chat_page_follow_unread (WhinChatPage *self);

/* whin-chat-page-rows.c */
extern const WhinChatViewFactory whin_chat_page_factory;
WhinMessage *whin_chat_page_row_message (GtkWidget *row);
/* The message there; of an album the one of that tile, or of the one that the keys have reached. */
WhinMessage *whin_chat_page_message_at (WhinMessageRow *row, double x, double y, gboolean *is_tile);

/* whin-chat-page-pictures.c: asks for what comes by itself now that more is known of the chat. */
void whin_chat_page_look_again (WhinChatPage *self);

/* whin-chat-page-words.c */
void whin_chat_page_show_whole (WhinMessage *message);

/* whin-chat-page-parts.c */
void whin_chat_page_part_activated (WhinChatPage *self,
                                    WhinMessageRow *row,
                                    WhinMessage *message,
                                    WhinPart part,
                                    const char *detail);
void whin_chat_page_activate (WhinChatPage *self, WhinMessageRow *row, WhinMessage *message);
void whin_chat_page_open_file (WhinChatPage *self, WhinMessage *message);

/* whin-chat-page-message-menu.c; one: of an album only this one */
void whin_chat_page_popup_menu (WhinChatPage *self,
                                WhinMessageRow *row,
                                WhinMessage *message,
                                gboolean one,
                                double x,
                                double y);

/* whin-chat-page-act.c: commands are bits, by WhinCommand. Rows are of MessageRow. */
guint whin_chat_page_commands (WhinChatPage *self, const MessageRow *row);
void whin_chat_page_command (WhinChatPage *self, WhinMessage *message, WhinCommand command);
/* The same, of an album only with this message. */
void whin_chat_page_command_one (WhinChatPage *self, WhinMessage *message, WhinCommand command);
gboolean whin_chat_page_may_edit (WhinChatPage *self, const MessageRow *row);
gboolean whin_chat_page_may_take_back (WhinChatPage *self, const MessageRow *row);
/* Retry or Discard, of all in it that failed; FALSE when the part is another one. */
gboolean whin_chat_page_retry_album (WhinChatPage *self, WhinMessage *message, WhinPart part);
/* What one has reacted with, or NULL. Borrowed. */
const char *whin_chat_page_own_reaction (const MessageRow *row);
void whin_chat_page_toggle_reaction (WhinChatPage *self, WhinMessage *message, const char *emoji);
/* At the pill of the emoji. */
void whin_chat_page_show_reactors (WhinChatPage *self,
                                   WhinMessageRow *row,
                                   WhinMessage *message,
                                   const char *emoji);
void whin_chat_page_copy (WhinChatPage *self, GPtrArray *rows);
void whin_chat_page_star (WhinChatPage *self, const MessageRow *row, gboolean starred);

/* whin-chat-page-delete.c: asks for whom, where there is a choice; Undo for some seconds. */
void whin_chat_page_delete (WhinChatPage *self, GPtrArray *rows);

/* whin-chat-page-reply.c */
/* The live row of the message, or NULL. */
GtkWidget *whin_chat_page_find_row (WhinChatPage *self, WhinMessage *message);
void whin_chat_page_edit_last (WhinChatPage *self);
void whin_chat_page_pick_reply (WhinChatPage *self, int step);
void whin_chat_page_look_for_wanted (WhinChatPage *self);
/* Goes to the message, if it is not in sight, and lights it up. */
void whin_chat_page_show (WhinChatPage *self, gint64 ord);
void whin_chat_page_follow_quote (WhinChatPage *self, WhinMessage *message);
/* Back to the message whose quote was followed. FALSE when none was. */
gboolean whin_chat_page_return (WhinChatPage *self);
void whin_chat_page_forget_returns (WhinChatPage *self);

/* whin-chat-page-pinned.c */
void whin_chat_page_pinned_init (WhinChatPage *self);
void whin_chat_page_look_soon (WhinChatPage *self);
void whin_chat_page_stop_looking (WhinChatPage *self);

/* whin-chat-page-mentions.c */
void whin_chat_page_mentions_init (WhinChatPage *self);
void whin_chat_page_ask_mentions (WhinChatPage *self);
void whin_chat_page_forget_mentions (WhinChatPage *self);
/* The messages from FIRST to LAST are in sight. */
void whin_chat_page_see_mentions (WhinChatPage *self, gint64 first, gint64 last);
void whin_chat_page_next_mention (WhinChatPage *self);

/* whin-chat-page-readers.c */
void whin_chat_page_ask_readers (WhinChatPage *self);
void whin_chat_page_forget_readers (WhinChatPage *self);

/* whin-chat-page-select.c */
void whin_chat_page_select_init (WhinChatPage *self);
/* An album as a whole, or one of it. */
void whin_chat_page_select (WhinChatPage *self, WhinMessage *message);
void whin_chat_page_select_one (WhinChatPage *self, WhinMessage *message);
gboolean whin_chat_page_is_selecting (WhinChatPage *self);
gboolean whin_chat_page_is_chosen (WhinChatPage *self, WhinMessage *message);
/* FALSE when nothing was being chosen. */
gboolean whin_chat_page_stop_selecting (WhinChatPage *self);
void whin_chat_page_selection_check (WhinChatPage *self);

/* whin-chat-page-state.c */
void whin_chat_page_state_init (WhinChatPage *self);
void whin_chat_page_state_dispose (WhinChatPage *self);

/* whin-chat-page-menu.c */
void whin_chat_page_menu_init (WhinChatPage *self);
void whin_chat_page_menu_update (WhinChatPage *self);

/* whin-chat-page-trust.c */
void whin_chat_page_trust_class_init (GtkWidgetClass *widget_class);
void whin_chat_page_trust_update (WhinChatPage *self);
/* Shows the safety number. */
void whin_chat_page_compare (WhinChatPage *self);

/* whin-chat-page-info.c */
void whin_chat_page_show_info (WhinChatPage *self);
void whin_chat_page_show_media (WhinChatPage *self);

/* whin-chat-page-viewer.c: shows the picture or film large. */
void whin_chat_page_view_large (WhinChatPage *self, const MessageRow *row);

/* whin-chat-page-date.c */
void whin_chat_page_date_init (WhinChatPage *self);
void whin_chat_page_date_dispose (WhinChatPage *self);
void whin_chat_page_choose_date (WhinChatPage *self);

/* whin-chat-page-search.c */
void whin_chat_page_search_class_init (GtkWidgetClass *widget_class);
/* Shows the message at ORD and lights it up. */
void whin_chat_page_go_to (WhinChatPage *self, gint64 ord);

/* whin-chat-page-keys.c */
void whin_chat_page_keys_init (WhinChatPage *self);

gboolean whin_chat_page_is_watched (WhinChatPage *self);
gboolean whin_chat_page_can_write (WhinChatPage *self);
