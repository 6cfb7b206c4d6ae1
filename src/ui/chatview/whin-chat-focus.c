/* Chat view, keyboard: arrows, pages and ends move the focused row and bring it into sight; the
 * pointer never scrolls by focusing. The focused row outlives its place in the run.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-view-private.h"

typedef enum {
  STEP_UP,
  STEP_DOWN,
  STEP_PAGE_UP,
  STEP_PAGE_DOWN,
  STEP_HOME,
  STEP_END
} Step;

gboolean
whin_chat_has_focus (WhinChatView *self, WhinChatRow *row)
{
  return gtk_widget_get_focus_child (GTK_WIDGET (self)) == row->widget;
}

static WhinChatRow *
focused_row (WhinChatView *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    if (whin_chat_has_focus (self, row))
      return row;
  }
  return self->kept;
}

static WhinChatRow *
extreme_visible (WhinChatView *self, gboolean last)
{
  double value, page;
  WhinChatRow *found = NULL;
  whin_chat_bounds_of (self, &value, &page);
  for (guint i = 0; i < self->rows->len; i++) {
    WhinChatRow *row = whin_chat_row_at (self, i);
    gboolean whole = row->y >= value && row->y + row->height <= value + page;
    if (!whole && row->height <= page)
      continue;
    if (row->y + row->height <= value || row->y >= value + page)
      continue;
    if (!found || last)
      found = row;
  }
  return found;
}

static void
focus_live (WhinChatView *self, WhinChatRow *row)
{
  self->last_focus = row->pos;
  gtk_widget_grab_focus (row->widget);
}

/* Runs after a layout, when the rows that a key asked for are there. */
void
whin_chat_grant_focus (WhinChatView *self)
{
  WhinFocusWish wish = self->focus_wish;
  WhinChatRow *row = NULL;
  self->focus_wish = WHIN_FOCUS_NONE;
  if (wish == WHIN_FOCUS_NONE || whin_chat_n_items (self) == 0)
    return;
  if (wish == WHIN_FOCUS_POSITION)
    row = whin_chat_find (self, MIN (self->focus_pos, whin_chat_n_items (self) - 1));
  else
    row = extreme_visible (self, wish == WHIN_FOCUS_LAST_VISIBLE);
  if (row)
    focus_live (self, row);
}

static void
scroll_into_view (WhinChatView *self, WhinChatRow *row)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double value, page;
  whin_chat_bounds_of (self, &value, &page);
  double top = row->pos == 0 ? gtk_adjustment_get_lower (adjustment) : row->y;
  double end = row->pos == whin_chat_n_items (self) - 1 ? gtk_adjustment_get_upper (adjustment)
                                                        : row->y + row->height;
  if (top < value)
    whin_chat_set_value (self, top, FALSE);
  else if (end > value + page)
    whin_chat_set_value (self, MIN (top, end - page), FALSE);
}

void
whin_chat_view_focus_row (WhinChatView *self, guint position)
{
  g_return_if_fail (WHIN_IS_CHAT_VIEW (self));
  guint n = whin_chat_n_items (self);
  if (n == 0)
    return;
  position = MIN (position, n - 1);
  WhinChatRow *row = whin_chat_find (self, position);
  if (row && row != self->kept) {
    focus_live (self, row);
    scroll_into_view (self, row);
    return;
  }
  gboolean below = self->rows->len > 0 && position > whin_chat_row_at (self, 0)->pos;
  self->focus_wish = WHIN_FOCUS_POSITION;
  self->focus_pos = position;
  if (position == n - 1)
    whin_chat_view_scroll_to_end (self, FALSE);
  else
    whin_chat_view_scroll_to (self, position, below ? 1 : 0, FALSE);
}

static void
step_page (WhinChatView *self, WhinChatRow *row, gboolean down)
{
  double value, page;
  whin_chat_bounds_of (self, &value, &page);
  WhinChatRow *edge = extreme_visible (self, down);
  if (edge && edge != row && (down ? edge->pos > row->pos : edge->pos < row->pos)) {
    focus_live (self, edge);
    return;
  }
  self->focus_wish = down ? WHIN_FOCUS_LAST_VISIBLE : WHIN_FOCUS_FIRST_VISIBLE;
  whin_chat_set_value (self, value + (down ? page : -page) * 0.9, FALSE);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static gboolean
step_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  WhinChatView *self = WHIN_CHAT_VIEW (widget);
  WhinChatRow *row = focused_row (self);
  guint n = whin_chat_n_items (self);
  if (!row || n == 0)
    return GDK_EVENT_PROPAGATE;
  switch ((Step) g_variant_get_int32 (args)) {
  case STEP_UP:
    if (row->pos > 0)
      whin_chat_view_focus_row (self, row->pos - 1);
    break;
  case STEP_DOWN:
    if (row->pos + 1 == n) /* what is below decides */
      return GDK_EVENT_PROPAGATE;
    whin_chat_view_focus_row (self, row->pos + 1);
    break;
  case STEP_PAGE_UP:
    step_page (self, row, FALSE);
    break;
  case STEP_PAGE_DOWN:
    step_page (self, row, TRUE);
    break;
  case STEP_HOME:
    whin_chat_view_focus_row (self, 0);
    break;
  case STEP_END:
    whin_chat_view_focus_row (self, n - 1);
    break;
  }
  return GDK_EVENT_STOP;
}

static gboolean
activate_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  WhinChatView *self = WHIN_CHAT_VIEW (widget);
  WhinChatRow *row = focused_row (self);
  if (!row)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, whin_chat_signals[WHIN_CHAT_ACTIVATED], 0, row->pos);
  return GDK_EVENT_STOP;
}

static gboolean
menu_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  WhinChatView *self = WHIN_CHAT_VIEW (widget);
  WhinChatRow *row = focused_row (self);
  if (!row)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, whin_chat_signals[WHIN_CHAT_MENU], 0, row->pos, row->widget,
                 gtk_widget_get_width (row->widget) / 2.0, row->height / 2.0);
  return GDK_EVENT_STOP;
}

/* Tab enters at the row last used if it is in sight, else at the newest; the next goes through what
 * is in the row, and then leaves. */
static gboolean
enter (GtkWidget *widget, GtkDirectionType direction)
{
  WhinChatView *self = WHIN_CHAT_VIEW (widget);
  guint first, last;
  GtkWidget *inside = gtk_widget_get_focus_child (widget);
  if (inside && (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD))
    return gtk_widget_child_focus (inside, direction);
  if (inside || !whin_chat_view_get_visible_range (self, &first, &last))
    return FALSE;
  guint pos = self->last_focus >= first && self->last_focus <= last ? self->last_focus : last;
  focus_live (self, whin_chat_find (self, pos));
  return TRUE;
}

static void
bind_step (GtkWidgetClass *klass, guint key, guint keypad, Step step)
{
  gtk_widget_class_add_binding (klass, key, 0, step_cb, "i", (int) step);
  gtk_widget_class_add_binding (klass, keypad, 0, step_cb, "i", (int) step);
}

void
whin_chat_focus_class_init (GtkWidgetClass *klass)
{
  klass->focus = enter;
  bind_step (klass, GDK_KEY_Up, GDK_KEY_KP_Up, STEP_UP);
  bind_step (klass, GDK_KEY_Down, GDK_KEY_KP_Down, STEP_DOWN);
  bind_step (klass, GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, STEP_PAGE_UP);
  bind_step (klass, GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, STEP_PAGE_DOWN);
  bind_step (klass, GDK_KEY_Home, GDK_KEY_KP_Home, STEP_HOME);
  bind_step (klass, GDK_KEY_End, GDK_KEY_KP_End, STEP_END);
  gtk_widget_class_add_binding (klass, GDK_KEY_Return, 0, activate_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_KP_Enter, 0, activate_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Menu, 0, menu_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb, NULL);
}
