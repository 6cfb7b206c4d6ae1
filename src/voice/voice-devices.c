/* voice-devices: which microphones there are, and one of them as a source.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "voice-private.h"

#include "error.h"

#include <glib/gi18n.h>

static void
microphone_free (gpointer data)
{
  VoiceMicrophone *microphone = data;

  g_free (microphone->id);
  g_free (microphone->name);
  g_free (microphone);
}

/* What a speaker plays is no microphone. */
static gboolean
is_monitor (GstDevice *device)
{
  g_autoptr (GstStructure) properties = gst_device_get_properties (device);

  return properties != NULL &&
         g_strcmp0 (gst_structure_get_string (properties, "device.class"), "monitor") == 0;
}

/* Sound servers have a name of their own for each, which stays. */
static char *
id_of (GstDevice *device)
{
  g_autofree char *inside = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (device), "internal-name") != NULL)
    g_object_get (device, "internal-name", &inside, NULL);
  return inside != NULL ? g_steal_pointer (&inside) : gst_device_get_display_name (device);
}

static GList *
list_devices (void)
{
  g_autoptr (GstDeviceMonitor) monitor = gst_device_monitor_new ();
  GList *devices = NULL;

  gst_device_monitor_add_filter (monitor, "Audio/Source", NULL);
  if (gst_device_monitor_start (monitor)) {
    devices = gst_device_monitor_get_devices (monitor);
    gst_device_monitor_stop (monitor);
  }
  return devices;
}

static void
microphones_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (microphone_free);
  GError *error = NULL;
  GList *devices;

  if (!voice_init (&error)) {
    g_task_return_error (task, error);
    return;
  }
  devices = list_devices ();
  for (GList *at = devices; at != NULL; at = at->next) {
    VoiceMicrophone *microphone;

    if (is_monitor (at->data))
      continue;
    microphone = g_new0 (VoiceMicrophone, 1);
    microphone->id = id_of (at->data);
    microphone->name = gst_device_get_display_name (at->data);
    g_ptr_array_add (found, microphone);
  }
  g_list_free_full (devices, gst_object_unref);
  g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

void
voice_microphones_async (GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_run_in_thread (task, microphones_cb);
}

GPtrArray *
voice_microphones_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GstElement *
source_of (const char *id)
{
  GList *devices = list_devices ();
  GstElement *source = NULL;

  for (GList *at = devices; at != NULL && source == NULL; at = at->next) {
    g_autofree char *here = id_of (at->data);

    if (g_str_equal (here, id))
      source = gst_device_create_element (at->data, NULL);
  }
  g_list_free_full (devices, gst_object_unref);
  return source;
}

GstElement *
voice_source_new (const char *id)
{
  GstElement *source = id != NULL && id[0] != '\0' ? source_of (id) : NULL;

  /* That of the sound server says when there is no microphone; the automatic one plays a tone. */
  if (source == NULL)
    source = gst_element_factory_make ("pulsesrc", NULL);
  return source != NULL ? source : gst_element_factory_make ("autoaudiosrc", NULL);
}
