/* editor: the frame of the canvas. A small copy is edited; what was done to it is done to the whole
 * picture, on a thread, when it is done. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-editor.h"

#include "picture.h"
#include "sketch-paint.h"
#include "whin-canvas.h"
#include "whin-private.h"

#include <glib/gi18n.h>

#define COPY_SIDE 2048

struct _WhinEditor {
  AdwDialog parent_instance;

  AdwBanner *banner;
  WhinCanvas *canvas;
  AdwSpinner *spinner;
  GtkWidget *tools;
  GtkStack *options;
  GtkBox *colours;
  GtkDropDown *ratio;
  GtkScale *pen_width, *blur_width;
  AdwToggleGroup *tool, *blur_shape;

  char *path;
  Sketch *sketch; /* NULL until the copy is there */
  guint32 colour;
  GCancellable *cancellable; /* of what runs */
  gboolean painting;         /* the whole picture */
};

G_DEFINE_FINAL_TYPE (WhinEditor, whin_editor, ADW_TYPE_DIALOG)

static guint edited_signal;

static const struct {
  guint32 colour;
  const char *css, *name;
} inks[] = {
  { 0xe01b24, "ink-red", N_ ("Red") },       { 0xff7800, "ink-orange", N_ ("Orange") },
  { 0xf6d32d, "ink-yellow", N_ ("Yellow") }, { 0x33d17a, "ink-green", N_ ("Green") },
  { 0x3584e4, "ink-blue", N_ ("Blue") },     { 0x9141ac, "ink-purple", N_ ("Purple") },
  { 0x000000, "ink-black", N_ ("Black") },   { 0xffffff, "ink-white", N_ ("White") },
};

/* -- State -- */

static void
update (WhinEditor *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean ready = self->sketch && !self->painting;
  gboolean changed = ready && sketch_is_changed (self->sketch);

  gtk_widget_action_set_enabled (widget, "editor.undo", ready && sketch_can_undo (self->sketch));
  gtk_widget_action_set_enabled (widget, "editor.redo", ready && sketch_can_redo (self->sketch));
  gtk_widget_action_set_enabled (widget, "editor.reset", changed);
  gtk_widget_action_set_enabled (widget, "editor.done", ready);
  gtk_widget_set_sensitive (self->tools, ready);
  gtk_widget_set_sensitive (GTK_WIDGET (self->canvas), ready);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), !self->sketch || self->painting);
  adw_dialog_set_can_close (ADW_DIALOG (self), !changed && !self->painting);
}

static void
changed_cb (WhinCanvas *canvas, WhinEditor *self)
{
  update (self);
}

static void
refresh (WhinEditor *self, const char *words)
{
  whin_canvas_refresh (self->canvas);
  /* The button that was pressed may be of no use now, and would take the keys with it. */
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  update (self);
}

static void
complain (WhinEditor *self, const char *words)
{
  adw_banner_set_title (self->banner, words);
  adw_banner_set_revealed (self->banner, TRUE);
}

/* -- Opening -- */

typedef struct {
  GdkPixbuf *copy;
  int width, height;
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  g_object_unref (opened->copy);
  g_free (opened);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  int width, height, side;
  GdkPixbuf *copy = picture_open_path (path, COPY_SIDE, cancellable, &error);
  Opened *opened;

  if (!copy) {
    g_task_return_error (task, error);
    return;
  }
  opened = g_new0 (Opened, 1);
  opened->copy = copy;
  opened->width = gdk_pixbuf_get_width (copy);
  opened->height = gdk_pixbuf_get_height (copy);
  /* What the file says is before it was turned upright. */
  if (picture_probe (path, NULL, &width, &height)) {
    gboolean lies = (width > height) != (opened->width > opened->height);

    side = width;
    opened->width = lies ? height : width;
    opened->height = lies ? side : height;
  }
  g_task_return_pointer (task, opened, opened_free);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WhinEditor *self = WHIN_EDITOR (source);
  g_autoptr (GError) error = NULL;
  Opened *opened = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!opened) {
    gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
    complain (self, error->message);
    return;
  }
  self->sketch = sketch_new (opened->width, opened->height);
  whin_canvas_set_picture (self->canvas, self->sketch, opened->copy);
  opened_free (opened);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

/* -- Done -- */

typedef struct {
  char *path;
  SketchFrame frame;
  GPtrArray *marks;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->path);
  g_ptr_array_unref (work->marks);
  g_free (work);
}

static void
paint_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  /* A folder each: the file keeps its name. */
  g_autofree char *own = g_strdup_printf ("edited/%" G_GINT64_FORMAT, g_get_real_time ());
  g_autofree char *folder = whin_private_folder (own, &error);
  char *path = folder ? sketch_paint_file (work->path, folder, &work->frame, work->marks,
                                           cancellable, &error)
                      : NULL;

  if (path)
    g_task_return_pointer (task, path, g_free);
  else
    g_task_return_error (task, error);
}

static void
painted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WhinEditor *self = WHIN_EDITOR (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), &error);

  self->painting = FALSE;
  update (self);
  if (path) {
    g_signal_emit (self, edited_signal, 0, path);
    adw_dialog_force_close (ADW_DIALOG (self));
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    complain (self, error->message);
  }
}

static void
done (GtkWidget *widget, const char *name, GVariant *unused)
{
  WhinEditor *self = WHIN_EDITOR (widget);
  g_autoptr (GTask) task = NULL;
  Work *work;

  whin_canvas_stop (self->canvas);
  if (!sketch_is_changed (self->sketch)) {
    adw_dialog_force_close (ADW_DIALOG (self));
    return;
  }
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  work = g_new0 (Work, 1);
  work->path = g_strdup (self->path);
  work->frame = sketch_get_frame (self->sketch);
  work->marks = sketch_get_marks (self->sketch);
  self->painting = TRUE;
  adw_banner_set_revealed (self->banner, FALSE);
  update (self);
  task = g_task_new (self, self->cancellable, painted_cb, NULL);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, paint_in_thread);
}

/* -- Leaving: what is being drawn, then the work, then the dialog -- */

static void
discard_cb (AdwAlertDialog *alert, const char *response, WhinEditor *self)
{
  if (g_strcmp0 (response, "discard") == 0)
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
ask (WhinEditor *self)
{
  AdwDialog *alert =
      adw_alert_dialog_new (_ ("Discard Changes?"), _ ("The picture will stay as it was."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "keep", _ ("_Keep Editing"), "discard",
                                  _ ("_Discard"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), "discard",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (alert), "keep");
  g_signal_connect_object (alert, "response", G_CALLBACK (discard_cb), self, 0);
  adw_dialog_present (alert, GTK_WIDGET (self));
}

static void
close_attempt (AdwDialog *dialog)
{
  WhinEditor *self = WHIN_EDITOR (dialog);

  if (whin_canvas_stop (self->canvas))
    return;
  if (self->painting)
    g_cancellable_cancel (self->cancellable);
  else
    ask (self);
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *unused)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

/* -- Steps -- */

static const char *
words_for (const SketchStep *step)
{
  switch (step->kind) {
  case SKETCH_CROP:
    return _ ("Crop");
  case SKETCH_TURN:
    return _ ("Rotation");
  case SKETCH_FLIP:
    return _ ("Flip");
  case SKETCH_PEN:
    return _ ("Line");
  case SKETCH_RESET:
    return _ ("Reset");
  default:
    return _ ("Blur");
  }
}

static void
undo (GtkWidget *widget, const char *name, GVariant *unused)
{
  WhinEditor *self = WHIN_EDITOR (widget);
  const SketchStep *step;
  g_autofree char *words = NULL;

  if (whin_canvas_stop (self->canvas) || !(step = sketch_undo (self->sketch)))
    return;
  /* Translators: for screen readers; %s is “Crop”, “Line”, … */
  words = g_strdup_printf (_ ("Undone: %s"), words_for (step));
  refresh (self, words);
}

static void
redo (GtkWidget *widget, const char *name, GVariant *unused)
{
  WhinEditor *self = WHIN_EDITOR (widget);
  const SketchStep *step;
  g_autofree char *words = NULL;

  whin_canvas_stop (self->canvas);
  if (!(step = sketch_redo (self->sketch)))
    return;
  /* Translators: for screen readers; %s is “Crop”, “Line”, … */
  words = g_strdup_printf (_ ("Done again: %s"), words_for (step));
  refresh (self, words);
}

static void
reset (GtkWidget *widget, const char *name, GVariant *unused)
{
  WhinEditor *self = WHIN_EDITOR (widget);

  whin_canvas_stop (self->canvas);
  sketch_reset (self->sketch);
  gtk_drop_down_set_selected (self->ratio, 0);
  refresh (self, _ ("The picture is as it was"));
}

/* Of what is seen, also after it was turned. */
static double
ratio_of (WhinEditor *self, guint selected)
{
  static const double ratios[] = { 0, 0, 1, 4.0 / 3, 3.0 / 4, 16.0 / 9, 9.0 / 16 };
  double width = sketch_get_width (self->sketch), height = sketch_get_height (self->sketch);

  if (selected != 1)
    return ratios[MIN (selected, G_N_ELEMENTS (ratios) - 1)];
  return sketch_get_frame (self->sketch).turns % 2 ? height / width : width / height;
}

static void
turn (GtkWidget *widget, const char *name, GVariant *unused)
{
  WhinEditor *self = WHIN_EDITOR (widget);
  gboolean left = g_strcmp0 (name, "editor.turn-left") == 0;

  if (!self->sketch || self->painting)
    return;
  whin_canvas_stop (self->canvas);
  sketch_turn (self->sketch, left ? -1 : 1);
  /* What was a shape lies on its side now. */
  gtk_drop_down_set_selected (self->ratio, 0);
  refresh (self, left ? _ ("Rotated left") : _ ("Rotated right"));
}

static void
flip (GtkWidget *widget, const char *name, GVariant *unused)
{
  WhinEditor *self = WHIN_EDITOR (widget);

  if (!self->sketch || self->painting)
    return;
  whin_canvas_stop (self->canvas);
  sketch_flip (self->sketch, g_strcmp0 (name, "editor.flip-upright") == 0);
  refresh (self, _ ("Flipped"));
}

/* -- Tools -- */

static void
ratio_cb (GtkDropDown *drop_down, GParamSpec *pspec, WhinEditor *self)
{
  if (self->sketch)
    whin_canvas_set_ratio (self->canvas, ratio_of (self, gtk_drop_down_get_selected (drop_down)));
}

static void
pen_cb (GtkRange *range, WhinEditor *self)
{
  whin_canvas_set_pen (self->canvas, self->colour,
                       gtk_range_get_value (GTK_RANGE (self->pen_width)));
}

static void
set_blur (WhinEditor *self)
{
  gboolean box = g_strcmp0 (adw_toggle_group_get_active_name (self->blur_shape), "pen") != 0;

  whin_canvas_set_blur (self->canvas, box, gtk_range_get_value (GTK_RANGE (self->blur_width)));
  gtk_widget_set_sensitive (GTK_WIDGET (self->blur_width), !box);
}

static void
blur_width_cb (GtkRange *range, WhinEditor *self)
{
  set_blur (self);
}

static void
blur_shape_cb (AdwToggleGroup *group, GParamSpec *pspec, WhinEditor *self)
{
  set_blur (self);
}

static void
tool_cb (AdwToggleGroup *group, GParamSpec *pspec, WhinEditor *self)
{
  guint tool = adw_toggle_group_get_active (group);
  static const char *const names[] = { "crop", "pen", "blur" };

  if (tool >= G_N_ELEMENTS (names))
    return;
  gtk_stack_set_visible_child_name (self->options, names[tool]);
  whin_canvas_set_tool (self->canvas, (WhinTool) tool);
}

static void
choose_tool (GtkWidget *widget, const char *name, GVariant *which)
{
  adw_toggle_group_set_active (WHIN_EDITOR (widget)->tool, g_variant_get_uint32 (which));
  gtk_widget_grab_focus (GTK_WIDGET (WHIN_EDITOR (widget)->canvas));
}

static void
ink_cb (GtkToggleButton *button, WhinEditor *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  self->colour = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "whin-colour"));
  pen_cb (NULL, self);
}

static void
add_inks (WhinEditor *self)
{
  GtkToggleButton *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (inks); i++) {
    GtkWidget *button = gtk_toggle_button_new ();

    gtk_widget_add_css_class (button, "ink");
    gtk_widget_add_css_class (button, inks[i].css);
    gtk_widget_set_tooltip_text (button, _ (inks[i].name));
    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);
    g_object_set_data (G_OBJECT (button), "whin-colour", GUINT_TO_POINTER (inks[i].colour));
    g_signal_connect_object (button, "toggled", G_CALLBACK (ink_cb), self, 0);
    gtk_box_append (self->colours, button);
    if (!first)
      first = GTK_TOGGLE_BUTTON (button);
  }
  gtk_toggle_button_set_active (first, TRUE);
}

/* -- The dialog -- */

static void
whin_editor_dispose (GObject *object)
{
  WhinEditor *self = WHIN_EDITOR (object);

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_EDITOR);
  G_OBJECT_CLASS (whin_editor_parent_class)->dispose (object);
}

static void
whin_editor_finalize (GObject *object)
{
  sketch_free (WHIN_EDITOR (object)->sketch);
  g_free (WHIN_EDITOR (object)->path);
  G_OBJECT_CLASS (whin_editor_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  GdkModifierType control = GDK_CONTROL_MASK, both = GDK_CONTROL_MASK | GDK_SHIFT_MASK;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, control, "editor.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, both, "editor.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_y, control, "editor.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, control, "editor.turn-right", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, both, "editor.turn-left", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_h, control, "editor.flip", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_h, both, "editor.flip-upright", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, control, "editor.done", NULL);
  for (guint i = 0; i < 3; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK, "editor.tool",
                                         "u", i);
}

static void
whin_editor_class_init (WhinEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (WHIN_TYPE_CANVAS);
  G_OBJECT_CLASS (klass)->dispose = whin_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_editor_finalize;
  ADW_DIALOG_CLASS (klass)->close_attempt = close_attempt;
  edited_signal = g_signal_new ("edited", WHIN_TYPE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "editor.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "editor.done", NULL, done);
  gtk_widget_class_install_action (widget_class, "editor.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "editor.redo", NULL, redo);
  gtk_widget_class_install_action (widget_class, "editor.reset", NULL, reset);
  gtk_widget_class_install_action (widget_class, "editor.turn-left", NULL, turn);
  gtk_widget_class_install_action (widget_class, "editor.turn-right", NULL, turn);
  gtk_widget_class_install_action (widget_class, "editor.flip", NULL, flip);
  gtk_widget_class_install_action (widget_class, "editor.flip-upright", NULL, flip);
  gtk_widget_class_install_action (widget_class, "editor.tool", "u", choose_tool);
  add_keys (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinEditor, banner);
  gtk_widget_class_bind_template_child (widget_class, WhinEditor, canvas);
  gtk_widget_class_bind_template_child (widget_class, WhinEditor, spinner);
  gtk_widget_class_bind_template_child (widget_class, WhinEditor, tools);
  gtk_widget_class_bind_template_child (widget_class, WhinEditor, options);
  gtk_widget_class_bind_template_child (widget_class, WhinEditor, colours);
  gtk_widget_class_bind_template_child (widget_class, WhinEditor, ratio);
  gtk_widget_class_bind_template_child (widget_class, WhinEditor, pen_width);
  gtk_widget_class_bind_template_child (widget_class, WhinEditor, blur_width);
  gtk_widget_class_bind_template_child (widget_class, WhinEditor, tool);
  gtk_widget_class_bind_template_child (widget_class, WhinEditor, blur_shape);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, ratio_cb);
  gtk_widget_class_bind_template_callback (widget_class, pen_cb);
  gtk_widget_class_bind_template_callback (widget_class, blur_shape_cb);
  gtk_widget_class_bind_template_callback (widget_class, blur_width_cb);
  gtk_widget_class_bind_template_callback (widget_class, tool_cb);
}

static void
whin_editor_init (WhinEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_toggle_group_set_active (self->tool, 0);
  adw_toggle_group_set_active (self->blur_shape, 0);
  set_blur (self);
  add_inks (self);
  update (self);
}

AdwDialog *
whin_editor_new (const char *path)
{
  WhinEditor *self = g_object_new (WHIN_TYPE_EDITOR, NULL);
  g_autoptr (GTask) task = NULL;

  self->path = g_strdup (path);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, opened_cb, NULL);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, open_in_thread);
  return ADW_DIALOG (self);
}
