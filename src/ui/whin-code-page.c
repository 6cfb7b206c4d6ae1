/* code page: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-code-page.h"

#include "whin-qr-code.h"

#include <glib/gi18n.h>

struct _WhinCodePage {
  AdwNavigationPage parent_instance;

  AdwToastOverlay *toasts;
  GtkWidget *words_box, *copy_button;
  GtkLabel *heading_label, *text_label, *link_label, *note_label;
  WhinQrCode *qr_code;
};

G_DEFINE_FINAL_TYPE (WhinCodePage, whin_code_page, ADW_TYPE_NAVIGATION_PAGE)

static void
copy_cb (GtkButton *button, WhinCodePage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->link_label));
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Link copied")));
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (WHIN_CODE_PAGE (widget)->copy_button);
}

static void
whin_code_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WHIN_TYPE_CODE_PAGE);
  G_OBJECT_CLASS (whin_code_page_parent_class)->dispose (object);
}

static void
whin_code_page_class_init (WhinCodePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_code_page_dispose;
  widget_class->grab_focus = grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-code-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinCodePage, toasts);
  gtk_widget_class_bind_template_child (widget_class, WhinCodePage, words_box);
  gtk_widget_class_bind_template_child (widget_class, WhinCodePage, heading_label);
  gtk_widget_class_bind_template_child (widget_class, WhinCodePage, text_label);
  gtk_widget_class_bind_template_child (widget_class, WhinCodePage, qr_code);
  gtk_widget_class_bind_template_child (widget_class, WhinCodePage, link_label);
  gtk_widget_class_bind_template_child (widget_class, WhinCodePage, note_label);
  gtk_widget_class_bind_template_child (widget_class, WhinCodePage, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
whin_code_page_init (WhinCodePage *self)
{
  g_type_ensure (WHIN_TYPE_QR_CODE);
  gtk_widget_init_template (GTK_WIDGET (self));
}

WhinCodePage *
whin_code_page_new (const char *title)
{
  return g_object_new (WHIN_TYPE_CODE_PAGE, "title", title, NULL);
}

void
whin_code_page_set_link (WhinCodePage *self, const char *link)
{
  whin_qr_code_set_text (self->qr_code, link);
  gtk_label_set_label (self->link_label, link ? link : "");
  gtk_widget_set_sensitive (self->copy_button, link != NULL);
}

void
whin_code_page_set_words (WhinCodePage *self, const char *heading, const char *text)
{
  gtk_label_set_label (self->heading_label, heading);
  gtk_label_set_label (self->text_label, text);
  gtk_widget_set_visible (self->words_box, TRUE);
}

void
whin_code_page_set_note (WhinCodePage *self, const char *note)
{
  gtk_label_set_label (self->note_label, note ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
}
