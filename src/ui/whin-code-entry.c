/* code entry: a GtkText that is not seen, over boxes that show its digits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-code-entry.h"

#include "limits.h"

#include <glib/gi18n.h>

struct _WhinCodeEntry {
  GtkWidget parent_instance;

  GtkText *text;
  GtkWidget *row;
  GtkLabel *boxes[LIMIT_CODE_DIGITS];
  gboolean filtering;
};

G_DEFINE_FINAL_TYPE (WhinCodeEntry, whin_code_entry, GTK_TYPE_WIDGET)

enum {
  CHANGED,
  COMPLETE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
show (WhinCodeEntry *self)
{
  const char *code = whin_code_entry_get_code (self);
  gsize n = strlen (code);
  gboolean focused = gtk_widget_has_focus (GTK_WIDGET (self->text));

  for (gsize i = 0; i < LIMIT_CODE_DIGITS; i++) {
    char digit[2] = { i < n ? code[i] : '\0', '\0' };
    gboolean here = focused && (i == n || (n == LIMIT_CODE_DIGITS && i == n - 1));

    gtk_label_set_label (self->boxes[i], digit);
    if (here)
      gtk_widget_add_css_class (GTK_WIDGET (self->boxes[i]), "current");
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self->boxes[i]), "current");
  }
}

/* Pasted codes come as "123 456", "123-456" or "Your code is 123456". */
static char *
digits_of (const char *typed)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = typed; *p && digits->len < LIMIT_CODE_DIGITS; p = g_utf8_next_char (p)) {
    int digit = g_unichar_digit_value (g_utf8_get_char (p));

    if (digit >= 0)
      g_string_append_c (digits, (char) ('0' + digit));
  }
  return g_string_free (digits, FALSE);
}

static void
changed_cb (GtkEditable *editable, WhinCodeEntry *self)
{
  g_autofree char *digits = NULL;

  if (self->filtering)
    return;
  digits = digits_of (gtk_editable_get_text (editable));
  self->filtering = TRUE;
  if (!g_str_equal (digits, gtk_editable_get_text (editable)))
    gtk_editable_set_text (editable, digits);
  gtk_editable_set_position (editable, -1);
  self->filtering = FALSE;
  whin_code_entry_set_wrong (self, FALSE);
  show (self);
  g_signal_emit (self, signals[CHANGED], 0);
  if (strlen (digits) == LIMIT_CODE_DIGITS)
    g_signal_emit (self, signals[COMPLETE], 0);
}

static void
focus_cb (GtkWidget *text, GParamSpec *pspec, WhinCodeEntry *self)
{
  show (self);
}

static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, WhinCodeEntry *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WHIN_CODE_ENTRY (widget)->text));
}

static void
whin_code_entry_dispose (GObject *object)
{
  WhinCodeEntry *self = WHIN_CODE_ENTRY (object);

  g_clear_pointer (&self->row, gtk_widget_unparent);
  G_OBJECT_CLASS (whin_code_entry_parent_class)->dispose (object);
}

static void
whin_code_entry_class_init (WhinCodeEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_code_entry_dispose;
  widget_class->grab_focus = grab_focus;
  signals[CHANGED] = g_signal_new ("changed", WHIN_TYPE_CODE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[COMPLETE] = g_signal_new ("complete", WHIN_TYPE_CODE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "codeentry");
}

static void
make_boxes (WhinCodeEntry *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_halign (line, GTK_ALIGN_CENTER);
  /* Digits run from left to right in every language. */
  gtk_widget_set_direction (line, GTK_TEXT_DIR_LTR);
  for (guint i = 0; i < LIMIT_CODE_DIGITS; i++) {
    self->boxes[i] =
        g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                      "width-request", 44, "height-request", 54, NULL);
    gtk_widget_add_css_class (GTK_WIDGET (self->boxes[i]), "digit");
    gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->boxes[i]));
  }
  gtk_overlay_set_child (GTK_OVERLAY (self->row), line);
}

static void
whin_code_entry_init (WhinCodeEntry *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->row = gtk_overlay_new ();
  gtk_widget_set_parent (self->row, GTK_WIDGET (self));
  make_boxes (self);
  self->text = GTK_TEXT (gtk_text_new ());
  gtk_text_set_input_purpose (self->text, GTK_INPUT_PURPOSE_DIGITS);
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "unseen");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Code of six digits"), -1);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->row), GTK_WIDGET (self->text));
  g_signal_connect_object (self->text, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->text, "notify::has-focus", G_CALLBACK (focus_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

const char *
whin_code_entry_get_code (WhinCodeEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->text));
}

void
whin_code_entry_clear (WhinCodeEntry *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->text), "");
}

void
whin_code_entry_set_wrong (WhinCodeEntry *self, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}
