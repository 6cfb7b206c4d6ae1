/* composer, preview: of the first page that the text leads to, asked once the text rests. Who turns
 * that off, or closes it, sends the link alone.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-composer-private.h"

#include "whin-text-scan.h"

#define REST_MS 700

static void
show (WhinComposer *self)
{
  gboolean there = self->preview != NULL;
  g_autoptr (GUri) uri =
      there ? g_uri_parse (self->preview->url, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;

  gtk_revealer_set_reveal_child (self->preview_revealer, there);
  gtk_widget_set_can_target (GTK_WIDGET (self->preview_revealer), there);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.drop-preview", there);
  if (!there)
    return;
  gtk_label_set_label (self->preview_title, self->preview->title);
  gtk_label_set_label (self->preview_host, uri ? g_uri_get_host (uri) : "");
}

static void
drop (WhinComposer *self)
{
  g_clear_handle_id (&self->preview_timer, g_source_remove);
  g_cancellable_cancel (self->preview_asked);
  g_clear_object (&self->preview_asked);
  g_clear_pointer (&self->preview, link_preview_unref);
}

static void
preview_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  LinkPreview *preview = whin_client_preview_finish (NULL, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->preview_asked) {
    g_clear_pointer (&preview, link_preview_unref);
    return;
  }
  g_clear_pointer (&self->preview, link_preview_unref);
  self->preview = preview;
  show (self);
}

static gboolean
ask_cb (gpointer user_data)
{
  WhinComposer *self = user_data;

  self->preview_timer = 0;
  self->preview_asked = g_cancellable_new ();
  whin_client_preview_async (self->client, self->preview_url, self->preview_asked, preview_cb,
                             g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* Of the web; NULL for none. */
static const char *
first_link (GArray *links)
{
  for (guint i = 0; links && i < links->len; i++) {
    const char *uri = g_array_index (links, WhinLink, i).uri;

    if (g_str_has_prefix (uri, "https://") || g_str_has_prefix (uri, "http://"))
      return uri;
  }
  return NULL;
}

/* What an edited message has led to before has its preview, or is to have none. */
static gboolean
leads_first_to (const char *text, const char *url)
{
  g_autoptr (GArray) links = whin_text_find_links (text);

  return g_strcmp0 (first_link (links), url) == 0;
}

void
whin_composer_preview_update (WhinComposer *self, const char *text)
{
  g_autoptr (GArray) links = NULL;
  const char *url;

  if (!self->client || !g_settings_get_boolean (self->settings, "link-previews"))
    return;
  links = whin_text_find_links (text);
  url = first_link (links);
  if (url && self->edited && leads_first_to (self->edited->text, url))
    url = NULL;
  if (g_strcmp0 (url, self->preview_url) == 0)
    return;
  drop (self);
  g_set_str (&self->preview_url, url);
  if (!url)
    self->preview_dropped = FALSE;
  else if (!self->preview_dropped)
    self->preview_timer = g_timeout_add (REST_MS, ask_cb, self);
  show (self);
}

void
whin_composer_preview_forget (WhinComposer *self)
{
  drop (self);
  g_clear_pointer (&self->preview_url, g_free);
  self->preview_dropped = FALSE;
  if (self->preview_revealer) /* else it is being disposed of */
    show (self);
}

/* Nothing is asked for again as long as there is a link. */
static void
drop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinComposer *self = WHIN_COMPOSER (widget);

  self->preview_dropped = TRUE;
  drop (self);
  show (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

/* A button that is activated, by a key or an assistive tool, is clicked a quarter of a second
 * later: the message may have been sent by then. */
static void
drop_preview_cb (GtkButton *button, WhinComposer *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "composer.drop-preview", NULL);
}

void
whin_composer_preview_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "composer.drop-preview", NULL, drop_action);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, preview_revealer);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, preview_title);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, preview_host);
  gtk_widget_class_bind_template_callback (widget_class, drop_preview_cb);
}
